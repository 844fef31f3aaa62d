using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EchoActors.Tests.Shared;

/// <summary>
/// A server on real sockets that serves every client in the same way; each way is named for what it does wrong. It does what no fault
/// of an echo server does (<see cref="FaultyServer"/>).
/// </summary>
internal sealed class MisbehavingServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    public MisbehavingServer(Func<Socket, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start(512);
        Address = HostPort.From(_listener.LocalEndpoint);
        _accepting = AcceptAsync();
    }

    public HostPort Address { get; }

    /// <summary>The address as a command line takes it.</summary>
    public string Target => Address.ToString();

    /// <summary>Does nothing wrong.</summary>
    public static MisbehavingServer Echoes() => new((client, stopping) => EchoAsync(client, long.MaxValue, stopping));

    /// <summary>Resets every connection as soon as it is accepted, sooner than the fault <c>refuse</c> can: often while the client connects.</summary>
    public static MisbehavingServer ResetsAtOnce() => new((client, _) =>
    {
        client.Close(timeout: 0);
        return Task.CompletedTask;
    });

    /// <summary>Echoes one byte at a time, each after a pause, so that something always comes.</summary>
    public static MisbehavingServer Drips(TimeSpan pause) => new(async (client, stopping) =>
    {
        client.NoDelay = true;
        var next = new byte[1];
        while (await client.ReceiveAsync(next, stopping) > 0)
        {
            await Task.Delay(pause, stopping);
            await client.SendAsync(next, stopping);
        }
    });

    /// <summary>Echoes what it receives, each time with a byte more.</summary>
    public static MisbehavingServer AddsAByte() => new(async (client, stopping) =>
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer, stopping) is > 0 and var count)
        {
            await client.SendAsync(buffer.AsMemory(0, count + 1), stopping);
        }
    });

    /// <summary>Echoes every byte but the one at <paramref name="offset"/>, of which it flips every bit.</summary>
    public static MisbehavingServer CorruptsByte(int offset) => new(async (client, stopping) =>
    {
        await EchoAsync(client, offset, stopping);
        var next = new byte[1];
        await client.ReceiveAsync(next, stopping);
        next[0] ^= 0xFF;
        await client.SendAsync(next, stopping);
        await EchoAsync(client, long.MaxValue, stopping);
    });

    /// <summary>Speaks first, as a mail server does.</summary>
    public static MisbehavingServer Greets(string greeting) => new(async (client, stopping) =>
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(greeting), stopping);
        await DiscardAsync(client, stopping);
        await Task.Delay(Timeout.Infinite, stopping);
    });

    /// <summary>Sends something else than it received, as a web server does.</summary>
    public static MisbehavingServer Answers(string answer) => new(async (client, stopping) =>
    {
        await client.ReceiveAsync(new byte[1024], stopping);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer), stopping);
        await DiscardAsync(client, stopping);
        await Task.Delay(Timeout.Infinite, stopping);
    });

    /// <summary>Answers an HTTP request with a body that never ends.</summary>
    public static MisbehavingServer AnswersWithoutEnd() => new(async (client, stopping) =>
    {
        await client.ReceiveAsync(new byte[4096], stopping);
        await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"u8.ToArray(), stopping);
        var blanks = new byte[256 * 1024];
        Array.Fill(blanks, (byte)' ');
        while (true)
        {
            await client.SendAsync(blanks, stopping);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private static async Task DiscardAsync(Socket client, CancellationToken stopping)
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer, stopping) > 0)
        {
        }
    }

    private static async Task EchoAsync(Socket client, long bytes, CancellationToken stopping)
    {
        client.NoDelay = true;
        var buffer = new byte[64 * 1024];
        for (var left = bytes; left > 0;)
        {
            var count = await client.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), stopping);
            if (count == 0)
            {
                return;
            }

            left -= count;
            for (var sent = 0; sent < count;)
            {
                sent += await client.SendAsync(buffer.AsMemory(sent, count - sent), stopping);
            }
        }
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
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped, before or while it waited.
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                await _serve(client, _stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client has gone, or the test is over.
            }
        }
    }
}
