using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.Hosting;
using EchoActors.Client;
using EchoActors.Configuration;
using EchoActors.Mesh.Wire;
using EchoActors.Server;

namespace EchoActors.Mesh.Hosting;

/// <summary>A node of the mesh in a host's actor system.</summary>
public static class EchoMeshHosting
{
    // What the others need to take an entry away, and probes to end, with room to spare.
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan WarmUpTimeout = TimeSpan.FromSeconds(5);

    // News of a path should be on every node within a fraction of a probe interval, also on those that its node can't reach
    // and that others tell. What they hand on at a time must fit into remoting's default frame in a mesh of hundreds. A
    // host that has said otherwise is left alone.
    private static readonly Config Replication = ConfigurationFactory.ParseString("""
        akka.cluster.distributed-data {
          gossip-interval = 1s
          notify-subscribers-interval = 100ms
          max-delta-elements = 16
        }
        """);

    /// <summary>
    /// Starts an <see cref="EchoMesh"/> and registers it as <c>IRequiredActor&lt;EchoMesh&gt;</c>. Call it after
    /// <c>WithEchoServer</c>; the actor system must be a cluster member with the role of the options. At shutdown the node
    /// leaves the mesh in <see cref="CoordinatedShutdown.PhaseBeforeServiceUnbind"/>, before its echo server turns the
    /// first client away, so that its leaving looks like a fault to no one.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">
    /// How it behaves; read from <c>echoactors.mesh</c> of the HOCON added so far when left out.
    /// </param>
    /// <param name="view">Where it shows what it knows; its own unless the host wants to read along.</param>
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of range, or two don't agree.</exception>
    public static AkkaConfigurationBuilder WithEchoMesh(
        this AkkaConfigurationBuilder builder, MeshOptions? options = null, MeshView? view = null) =>
        builder.WithEchoMesh(options, view, tcp: null);

    internal static AkkaConfigurationBuilder WithEchoMesh(
        this AkkaConfigurationBuilder builder, MeshOptions? options, MeshView? view, Func<ActorSystem, IActorRef>? tcp)
    {
        var settings = (options ?? MeshOptions.FromConfig(builder.Configuration.GetOrElse(Config.Empty))).Checked();
        return builder
            .AddHocon(Replication.WithFallback(DistributedData.DefaultConfig()), HoconAddMode.Append)
            .WithCustomSerializer("echo-mesh", [typeof(NodeRegister)], system => new NodeRegisterSerializer(system))
            .WithActors(async (system, registry, _) =>
            {
                var server = await registry.GetAsync<EchoServer>();
                if (await server.Ask<object>(EchoServer.GetBound.Instance) is not EchoServer.Bound bound)
                {
                    return; // the echo server's own hosting has said why, and ends the host
                }

                await WarmUpAsync(system, bound.Addresses[0]);
                var echo = Reachable(bound.Addresses[0], settings.PublicHost, Cluster.Get(system).SelfAddress.Host);
                var mesh = system.ActorOf(
                    EchoMesh.Props(settings, echo, view ?? new MeshView(settings.Fanout), tcp?.Invoke(system)), "echo-mesh");
                registry.Register<EchoMesh>(mesh);
                CoordinatedShutdown.Get(system).AddTask(
                    CoordinatedShutdown.PhaseBeforeServiceUnbind, "leave-echo-mesh", () => LeaveAsync(mesh));
            });
    }

    // The first exchange of a process compiles what all use: its own, so that no neighbour's probe waits for it. Whether it
    // succeeds is for the probes to say.
    private static Task WarmUpAsync(ActorSystem system, HostPort bound)
    {
        var own = bound.Host switch
        {
            "0.0.0.0" => new HostPort("127.0.0.1", bound.Port),
            "::" => new HostPort("::1", bound.Port),
            _ => bound,
        };
        return system.EchoAsync(own, "helloworld"u8.ToArray(), new EchoClientOptions { Timeout = WarmUpTimeout });
    }

    private static HostPort Reachable(HostPort bound, string? publicHost, string clusterHost) =>
        new(publicHost ?? (bound.Host is "0.0.0.0" or "::" ? clusterHost : bound.Host), bound.Port);

    private static async Task<Done> LeaveAsync(IActorRef mesh)
    {
        await mesh.Ask<EchoMesh.Left>(EchoMesh.Leave.Instance, LeaveTimeout);
        return Done.Instance;
    }
}
