using System.Net.Sockets;

namespace EchoActors.Admin.Tests;

/// <summary>Clients that each send a few bytes and read them back, over and over, until disposed; for a minute at most.</summary>
internal sealed class EchoLoad : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new(Longest);
    private readonly List<Task> _clients = [];

    public static async Task<EchoLoad> StartAsync(ServerNode node, int clients)
    {
        var load = new EchoLoad();
        for (var i = 0; i < clients; i++)
        {
            var client = await node.ConnectAsync();
            load._clients.Add(RunAsync(client, (i + 1) * 200, load._stop.Token));
        }

        return load;
    }

    private static async Task RunAsync(TcpClient client, int bytes, CancellationToken cancellationToken)
    {
        using var _ = client;
        var stream = client.GetStream();
        var sent = new byte[bytes];
        var got = new byte[bytes];
        try
        {
            while (true)
            {
                await stream.WriteAsync(sent, cancellationToken);
                await stream.ReadExactlyAsync(got, cancellationToken);
                await Task.Delay(5, cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // told to stop, or the server went first
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }
}
