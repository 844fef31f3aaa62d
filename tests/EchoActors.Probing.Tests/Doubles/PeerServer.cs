using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EchoActors.Probing.Tests.Doubles;

/// <summary>A server on real sockets that does one thing wrong, or none.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    private PeerServer(Func<Socket, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public HostPort Address => HostPort.From(_listener.LocalEndpoint);

    public static PeerServer Echoes() => new((socket, stopping) => EchoAsync(socket, int.MaxValue, stopping));

    public static PeerServer ClosesAfter(int bytes) => new(async (socket, stopping) =>
    {
        await EchoAsync(socket, bytes, stopping);
        socket.Shutdown(SocketShutdown.Send);
    });

    public static PeerServer ResetsAfter(int bytes) => new(async (socket, stopping) =>
    {
        await EchoAsync(socket, bytes, stopping);
        socket.Close(0);
    });

    public static PeerServer CorruptsByte(int offset) => new(async (socket, stopping) =>
    {
        await EchoAsync(socket, offset, stopping);
        var next = new byte[1];
        await socket.ReceiveAsync(next, stopping);
        next[0] ^= 0xFF;
        await socket.SendAsync(next, stopping);
        await EchoAsync(socket, int.MaxValue, stopping);
    });

    public static PeerServer SaysNothing() => new((_, stopping) => Task.Delay(Timeout.Infinite, stopping));

    public static PeerServer Greets(string greeting) => new(async (socket, stopping) =>
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(greeting), stopping);
        await Task.Delay(Timeout.Infinite, stopping);
    });

    public static PeerServer AnswersInItsOwnWords(string answer) => new(async (socket, stopping) =>
    {
        await socket.ReceiveAsync(new byte[1024], stopping);
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), stopping);
        await Task.Delay(Timeout.Infinite, stopping);
    });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await _serve(socket, _stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private static async Task EchoAsync(Socket socket, int bytes, CancellationToken stopping)
    {
        socket.NoDelay = true;
        var buffer = new byte[64 * 1024];
        for (var left = bytes; left > 0;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(0, Math.Min(buffer.Length, left)), stopping);
            if (count == 0)
            {
                return;
            }

            left -= count;
            for (var sent = 0; sent < count;)
            {
                sent += await socket.SendAsync(buffer.AsMemory(sent, count - sent), stopping);
            }
        }
    }
}
