using System.Net;
using System.Net.Sockets;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Doubles;

/// <summary>A server for one client on a free port; each subclass is named for what it does wrong.</summary>
internal abstract class MisbehavingServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    protected MisbehavingServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Target = _listener.LocalEndPoint!.ToString()!;
        _serving = ServeAsync();
    }

    public string Target { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving.OrFail();
        _listener.Dispose();
        _stopping.Dispose();
    }

    protected abstract Task ServeAsync(Socket client, CancellationToken stopping);

    /// <summary>Reads and forgets until the client ends its stream.</summary>
    protected static async Task DiscardAsync(Socket client, CancellationToken stopping)
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer, stopping) > 0)
        {
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptAsync(_stopping.Token);
            await ServeAsync(client, _stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over, or the client has had enough of it.
        }
    }
}

/// <summary>Reads everything and says nothing, not even goodbye.</summary>
internal sealed class NeverAnswers : MisbehavingServer
{
    protected override async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        await DiscardAsync(client, stopping);
        await Task.Delay(Timeout.Infinite, stopping);
    }
}

/// <summary>Gives back the first bytes and ends the stream, reading on so that nothing is reset.</summary>
internal sealed class ClosesAfter(int bytes) : MisbehavingServer
{
    protected override async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        var buffer = new byte[bytes];
        await using var stream = new NetworkStream(client);
        await stream.ReadExactlyAsync(buffer, stopping);
        await stream.WriteAsync(buffer, stopping);
        client.Shutdown(SocketShutdown.Send);
        await DiscardAsync(client, stopping);
    }
}

/// <summary>Gives back every byte but one, which it changes.</summary>
internal sealed class CorruptsByte(long offset, byte replacement) : MisbehavingServer
{
    protected override async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        var buffer = new byte[64 * 1024];
        await using var stream = new NetworkStream(client);
        int count;
        for (long position = 0; (count = await stream.ReadAsync(buffer, stopping)) > 0; position += count)
        {
            if (offset >= position && offset < position + count)
            {
                buffer[offset - position] = replacement;
            }

            await stream.WriteAsync(buffer.AsMemory(0, count), stopping);
        }
    }
}

/// <summary>Speaks before it is spoken to, as a mail server does.</summary>
internal sealed class GreetsFirst : MisbehavingServer
{
    protected override async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        await client.SendAsync("220 ready\r\n"u8.ToArray(), stopping);
        await DiscardAsync(client, stopping);
    }
}

/// <summary>Reads a little and resets the connection.</summary>
internal sealed class ResetsMidEcho : MisbehavingServer
{
    protected override async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        await client.ReceiveAsync(new byte[1], stopping);
        client.LingerState = new LingerOption(enable: true, seconds: 0);
    }
}
