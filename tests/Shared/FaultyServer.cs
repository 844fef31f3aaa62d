using Akka.Actor;
using Akka.Configuration;
using EchoActors.Filters;
using EchoActors.Server;

namespace EchoActors.Tests.Shared;

/// <summary>An echo server whose faults strike every client in the same way: docs/endpoints.md lists them.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }");

    private readonly ActorSystem _system = ActorSystem.Create("faulty", Quiet);

    private FaultyServer()
    {
    }

    public HostPort Address { get; private set; } = new("127.0.0.1", 0);

    /// <summary>The address as a command line takes it.</summary>
    public string Target => Address.ToString();

    /// <summary>Takes everything and never sends, nor ends its stream.</summary>
    public static Task<FaultyServer> NeverAnswersAsync() => StartAsync("swallow,no-close");

    /// <summary>Starts one on a free port.</summary>
    public static async Task<FaultyServer> StartAsync(string faults)
    {
        var server = new FaultyServer();
        var options = new EchoServerOptions { Listen = [new EchoListenerOptions(server.Address) { Faults = FaultRules.Parse(faults) }] };
        var bound = await server._system.ActorOf(EchoServer.Props(options)).Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, TimeSpan.FromSeconds(60));
        server.Address = bound.Addresses[0].Address!;
        return server;
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();
}
