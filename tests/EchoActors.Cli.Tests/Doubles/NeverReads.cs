using System.Net.Sockets;

namespace EchoActors.Cli.Tests.Doubles;

/// <summary>Sends more than all buffers on the way can hold, and never reads.</summary>
internal sealed class NeverReads : IDisposable
{
    private readonly Socket _socket;

    public NeverReads(Socket socket)
    {
        _socket = socket;
        Sending = SendAsync();
    }

    /// <summary>Completes when the connection is gone.</summary>
    public Task Sending { get; }

    public void Dispose() => _socket.Dispose();

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                await _socket.SendAsync(new byte[64 * 1024]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reset by the server, or the test is over.
        }
    }
}
