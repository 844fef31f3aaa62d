using System.Net;
using System.Net.Sockets;

namespace EchoActors.Tests.Doubles;

/// <summary>A server on a bare socket that does one thing wrong, named for it, to every client.</summary>
public sealed class MisbehavingServer : IDisposable
{
    // A field holds it, so that a connection which is kept open isn't collected.
    private static readonly TaskCompletionSource TheTestIsOver = new();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public MisbehavingServer(Func<Socket, Task> serve)
    {
        _listener.Start();
        Address = HostPort.From(_listener.LocalEndpoint);
        _ = AcceptAsync(serve);
    }

    public HostPort Address { get; }

    public void Dispose() => _listener.Dispose();

    public static async Task NeverAnswers(Socket client)
    {
        var buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer) > 0)
        {
        }

        await TheTestIsOver.Task;
    }

    public static async Task ClosesAfterFourBytes(Socket client)
    {
        var data = await ReceiveTenAsync(client);
        await client.SendAsync(data.AsMemory(0, 4));
        client.Shutdown(SocketShutdown.Send);
        await NeverAnswers(client);
    }

    public static async Task FlipsTheFifthByte(Socket client)
    {
        var data = await ReceiveTenAsync(client);
        data[4] ^= 0xff;
        await client.SendAsync(data);
        await NeverAnswers(client);
    }

    public static async Task GreetsFirst(Socket client)
    {
        await client.SendAsync("220 ready\r\n"u8.ToArray());
        await NeverAnswers(client);
    }

    public static async Task Resets(Socket client)
    {
        await ReceiveTenAsync(client);
        client.Close(timeout: 0);
    }

    private static async Task<byte[]> ReceiveTenAsync(Socket client)
    {
        var data = new byte[10];
        await using var stream = new NetworkStream(client, ownsSocket: false);
        await stream.ReadExactlyAsync(data);
        return data;
    }

    private async Task AcceptAsync(Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the test is over
        }

        async Task ServeAsync(Socket client)
        {
            using (client)
            {
                try
                {
                    await serve(client);
                }
                catch (Exception e) when (e is SocketException or IOException)
                {
                    // the client has gone
                }
            }
        }
    }
}
