using System.Net;
using System.Net.Sockets;

namespace EchoActors.DashboardCost;

/// <summary>
/// Many connections to one echo server, all of them used in turn by a few workers that each have one message under way:
/// what the server does in a second is what it can.
/// </summary>
internal sealed class Load : IDisposable
{
    private const int MessageSize = 64;
    private const int Workers = 64;

    private readonly Socket[] _sockets;

    private Load(Socket[] sockets) => _sockets = sockets;

    public static async Task<Load> ConnectAsync(int port, int connections)
    {
        var sockets = new Socket[connections];
        await Parallel.ForAsync(0, connections, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (i, cancel) =>
        {
            // Several source addresses: one alone would run out of ports.
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.1.{1 + (i % 8)}"), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
            sockets[i] = socket;
        });
        return new Load(sockets);
    }

    /// <summary>Echoes for a while; how many a second came back.</summary>
    public async Task<double> RunAsync(TimeSpan duration)
    {
        using var end = new CancellationTokenSource();
        var started = TimeProvider.System.GetTimestamp();
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker, end.Token))).ToList();
        await Task.Delay(duration);
        await end.CancelAsync();
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        return (await Task.WhenAll(workers)).Sum() / elapsed.TotalSeconds;
    }

    public void Dispose() => Array.ForEach(_sockets, socket => socket.Dispose());

    private async Task<long> WorkAsync(int worker, CancellationToken end)
    {
        var sent = new byte[MessageSize];
        var got = new byte[MessageSize];
        var echoes = 0L;
        for (var i = worker; !end.IsCancellationRequested; i = i + Workers < _sockets.Length ? i + Workers : worker)
        {
            await _sockets[i].SendAsync(sent);
            for (var read = 0; read < MessageSize;)
            {
                read += await _sockets[i].ReceiveAsync(got.AsMemory(read)) is > 0 and var bytes
                    ? bytes
                    : throw new IOException("The server closed a connection.");
            }

            echoes++;
        }

        return echoes;
    }
}
