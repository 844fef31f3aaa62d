using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using EchoActors.Server;

namespace EchoActors.Hosting;

/// <summary>
/// Lets an echo server of the same options serve a few messages over loopback before the real one is bound. A .NET process
/// compiles code when it first runs: without this, the first client would wait for the compiler.
/// </summary>
internal static class EchoServerWarmUp
{
    private const int Connections = 3;
    private const int Messages = 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    // A system of its own: nothing of the warm-up is logged, counted or seen by the host's actors.
    private static readonly Config Alone = ConfigurationFactory.ParseString("""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          loggers = []
          extensions = []
          log-dead-letters = off
          actor.provider = local
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    private static readonly Lock Once = new();
    private static Task? _done;

    /// <summary>Completes when the code is compiled; the first call of the process does the work. It never fails.</summary>
    public static Task RunAsync(ActorSystem host, EchoServerOptions options)
    {
        lock (Once)
        {
            return _done ??= EchoAsync(host, options, new EchoServerStatistics("warm-up"));
        }
    }

    /// <summary>Serves over loopback, counting in <paramref name="statistics"/>.</summary>
    internal static async Task EchoAsync(ActorSystem host, EchoServerOptions options, EchoServerStatistics statistics)
    {
        var system = ActorSystem.Create("warm-up", Alone.WithFallback(host.Settings.Config));
        var alone = options with
        {
            Listen = [new HostPort("127.0.0.1", 0)],
            MaxConnections = Connections,
            MaxConnectionsPerAddress = null,
            Transcript = false,
        };
        var server = system.ActorOf(EchoServer.Props(alone, statistics));
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            if (await server.Ask<object>(EchoServer.GetBound.Instance, deadline.Token).ConfigureAwait(false) is EchoServer.Bound bound)
            {
                for (var connection = 0; connection < Connections; connection++)
                {
                    await EchoAsync(bound.Addresses[0].Port, deadline.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or AskTimeoutException)
        {
            // A machine without loopback, or a busy one: the server starts cold.
        }

        await system.Terminate().ConfigureAwait(false);
    }

    private static async Task EchoAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken).ConfigureAwait(false);
        var buffer = new byte[64];
        for (var message = 0; message < Messages; message++)
        {
            await client.SendAsync(buffer, cancellationToken).ConfigureAwait(false);
            await client.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        client.Shutdown(SocketShutdown.Send);
        while (await client.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }
}
