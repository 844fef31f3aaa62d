using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Tests.Doubles;

/// <summary>An echo server on a free port of this machine, in an actor system of its own.</summary>
public sealed class EchoSystem : IAsyncDisposable
{
    private static readonly Config Quiet = ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          loggers = []
          stdout-loglevel = OFF
          log-dead-letters = off
        }
        """);

    private readonly ConcurrentQueue<string> _warnings;

    private EchoSystem(ActorSystem system, IActorRef server, EchoServerStatistics statistics, EchoServerOptions options, IReadOnlyList<Endpoint> addresses, ConcurrentQueue<string> warnings)
    {
        _warnings = warnings;
        Options = options;
        System = system;
        Server = server;
        Statistics = statistics;
        Addresses = addresses;
    }

    public ActorSystem System { get; }

    public EchoServerOptions Options { get; }

    public IActorRef Server { get; }

    public EchoServerStatistics Statistics { get; }

    public IReadOnlyList<Endpoint> Addresses { get; }

    /// <summary>What it has logged as warnings.</summary>
    public IReadOnlyCollection<string> Warnings => _warnings;

    public Endpoint Address => Addresses[0];

    public IPEndPoint EndPoint => new(IPAddress.Parse(Address.Host), Address.Port);

    public static async Task<EchoSystem> StartAsync(EchoServerOptions? options = null, Config? dispatch = null)
    {
        var system = ActorSystem.Create("echo", Quiet.WithFallback(dispatch ?? Config.Empty));
        var warnings = new ConcurrentQueue<string>();
        system.EventStream.Subscribe(system.ActorOf(ActorProps.Create(() => new WarningLog(warnings))), typeof(Warning));
        var statistics = new EchoServerStatistics("test");
        var settings = (options ?? new EchoServerOptions()) is var given && given.Listen is [{ Address.Port: 3000 }]
            ? given with { Listen = [new HostPort("127.0.0.1", 0)] }
            : given;
        var server = system.ActorOf(EchoServer.Props(settings, statistics).OnTransport(system, settings.Transport));
        var bound = await server.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, Deadline.Limit);
        return new EchoSystem(system, server, statistics, settings, bound.Addresses, warnings);
    }

    public Task<EchoServer.Drained> DrainAsync() =>
        Server.Ask<EchoServer.Drained>(EchoServer.Drain.Instance, Deadline.Limit);

    public async ValueTask DisposeAsync() => await System.Terminate();

    private sealed class WarningLog(ConcurrentQueue<string> warnings) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Warning warning:
                    warnings.Enqueue($"{warning.Message}");
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
