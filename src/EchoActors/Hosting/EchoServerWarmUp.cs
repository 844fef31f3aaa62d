using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Configuration;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Hosting;

/// <summary>
/// Lets an echo server of the same options serve a few messages over loopback before the real one is bound, and makes a few
/// handshakes where there is a TLS listener. A .NET process compiles code when it first runs: without this, the first client
/// would wait for the compiler.
/// </summary>
internal static class EchoServerWarmUp
{
    private const int Connections = 3;
    private const int Messages = 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2); // for the exchanges with one address

    private static readonly HostPort AnyPort = new("127.0.0.1", 0);

    // The server is this process: whose certificate it is needs no check.
    private static readonly SslClientAuthenticationOptions AnyCertificate = new()
    {
        TargetHost = "localhost",
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };

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
            Listen = [AnyPort, .. options.Listen.Where(listener => listener.Tls is not null).Take(1).Select(Alike)],
            MaxConnections = Connections,
            MaxConnectionsPerAddress = null,
            Transcript = false,
        };
        var server = system.ActorOf(EchoServer.Props(alone, statistics).OnTransport(system, options.Transport));
        using var deadline = new CancellationTokenSource(alone.Listen.Count * Deadline);
        try
        {
            if (await server.Ask<object>(EchoServer.GetBound.Instance, deadline.Token).ConfigureAwait(false) is EchoServer.Bound bound)
            {
                foreach (var address in bound.Addresses.SelectMany(address => Enumerable.Repeat(address, Connections)))
                {
                    await EchoAsync(address, deadline.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException or AskTimeoutException)
        {
            // A machine without loopback, or a busy one: the server starts cold.
        }

        await system.Terminate().ConfigureAwait(false);
    }

    // The same certificates, so that the code for their keys is compiled as well; the clients of the warm-up have none.
    private static EchoListenerOptions Alike(EchoListenerOptions listener) =>
        new(Endpoint.Tls(AnyPort)) { Tls = listener.Tls! with { ClientCa = null } };

    private static async Task EchoAsync(Endpoint address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), cancellationToken).ConfigureAwait(false);
        using var plain = new NetworkStream(socket);
        if (address.Scheme != EndpointScheme.Tls)
        {
            await ExchangeAsync(plain, cancellationToken).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            await ReadToEndAsync(plain, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var encrypted = new SslStream(plain);
        await encrypted.AuthenticateAsClientAsync(AnyCertificate, cancellationToken).ConfigureAwait(false);
        await ExchangeAsync(encrypted, cancellationToken).ConfigureAwait(false);
        await encrypted.ShutdownAsync().ConfigureAwait(false);
        await ReadToEndAsync(encrypted, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExchangeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[64];
        for (var message = 0; message < Messages; message++)
        {
            await stream.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            await stream.ReadExactlyAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task ReadToEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }
}
