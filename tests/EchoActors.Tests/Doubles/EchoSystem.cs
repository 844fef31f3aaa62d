using System.Net;
using Akka.Actor;
using Akka.Configuration;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Tests.Doubles;

/// <summary>An echo server on a free port of this machine, in an actor system of its own.</summary>
public sealed class EchoSystem : IAsyncDisposable
{
    private static readonly Config Quiet = ConfigurationFactory.ParseString("""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
        }
        """);

    private EchoSystem(ActorSystem system, IActorRef server, EchoServerStatistics statistics, EchoServerOptions options, IReadOnlyList<Endpoint> addresses)
    {
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

    public Endpoint Address => Addresses[0];

    public IPEndPoint EndPoint => new(IPAddress.Parse(Address.Host), Address.Port);

    public static async Task<EchoSystem> StartAsync(EchoServerOptions? options = null, Config? dispatch = null)
    {
        var system = ActorSystem.Create("echo", Quiet.WithFallback(dispatch ?? Config.Empty));
        var statistics = new EchoServerStatistics("test");
        var settings = (options ?? new EchoServerOptions()) is var given && given.Listen is [{ Address.Port: 3000 }]
            ? given with { Listen = [new HostPort("127.0.0.1", 0)] }
            : given;
        var server = system.ActorOf(EchoServer.Props(settings, statistics).OnTransport(system, settings.Transport));
        var bound = await server.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, Deadline.Limit);
        return new EchoSystem(system, server, statistics, settings, bound.Addresses);
    }

    public Task<EchoServer.Drained> DrainAsync() =>
        Server.Ask<EchoServer.Drained>(EchoServer.Drain.Instance, Deadline.Limit);

    public async ValueTask DisposeAsync() => await System.Terminate();
}
