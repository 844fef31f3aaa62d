using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.Hosting;
using EchoActors.Client;
using EchoActors.Configuration;
using EchoActors.Filters.Tls;
using EchoActors.Mesh.Membership;
using EchoActors.Mesh.Wire;
using EchoActors.Server;

namespace EchoActors.Mesh.Hosting;

/// <summary>A node of the mesh in a host's actor system.</summary>
public static class EchoMeshHosting
{
    // Enough for the others to take the report away and for the probes to end.
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan WarmUpTimeout = TimeSpan.FromSeconds(5);

    // A change of a path should reach every node within a fraction of a probe interval, also the nodes that only gossip can
    // reach. A gossip message of a mesh of hundreds must fit into remoting's default frame. Settings of the host win.
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
    /// leaves the mesh in <see cref="CoordinatedShutdown.PhaseBeforeServiceUnbind"/>, before its echo server refuses the first
    /// client, so that no other node takes its leaving for a fault.
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
        var configuration = builder.Configuration.GetOrElse(Config.Empty);
        var settings = (options ?? MeshOptions.FromConfig(configuration)).Checked();
        return WithIsolatedTls(builder, configuration)
            .AddHocon(Replication.WithFallback(DistributedData.DefaultConfig()), HoconAddMode.Append)
            .WithCustomSerializer("echo-mesh", [typeof(ReportRegister)], system => new ReportRegisterSerializer(system))
            .WithActors(async (system, registry, _) =>
            {
                var server = await registry.GetAsync<EchoServer>();
                if (await server.Ask<object>(EchoServer.GetBound.Instance) is not EchoServer.Bound bound)
                {
                    return; // the hosting of the echo server has logged why, and ends the host
                }

                var announced = bound.Addresses.FirstOrDefault(address => address.Scheme != EndpointScheme.Unix)
                    ?? throw new SettingsException("the echo server of a mesh has Unix sockets only: the others probe it, so give it a HOST:PORT or tls://HOST:PORT to listen on.");
                await WarmUpAsync(system, announced, settings.Tls);
                var echo = Reachable(announced, settings.PublicHost, Cluster.Get(system).SelfAddress.ToHostPort().Host);
                var mesh = system.ActorOf(
                    EchoMesh.Props(settings, echo, view ?? new MeshView(settings.Fanout), tcp?.Invoke(system)), "echo-mesh");
                registry.Register<EchoMesh>(mesh);
                CoordinatedShutdown.Get(system).AddTask(
                    CoordinatedShutdown.PhaseBeforeServiceUnbind, "leave-echo-mesh", () => LeaveAsync(mesh));
            });
    }

    // A host that has chosen a transport of its own keeps it.
    private static AkkaConfigurationBuilder WithIsolatedTls(AkkaConfigurationBuilder builder, Config configuration) =>
        configuration.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl", false)
        && configuration.GetString(IsolatedTcpTransport.ClassSetting, IsolatedTcpTransport.AkkaTransport) == IsolatedTcpTransport.AkkaTransport
            ? builder.AddHocon(
                $"{IsolatedTcpTransport.ClassSetting} = \"{typeof(IsolatedTcpTransport).AssemblyQualifiedName}\"", HoconAddMode.Prepend)
            : builder;

    // The first exchange of a process compiles the code of all exchanges. Here it is its own, so that no other node's probe
    // waits for it. Its result does not matter: the probes measure.
    private static Task WarmUpAsync(ActorSystem system, Endpoint bound, TlsClientOptions tls)
    {
        var own = bound.Host switch
        {
            "0.0.0.0" => bound.At("127.0.0.1"),
            "::" => bound.At("::1"),
            _ => bound,
        };
        return system.EchoAsync(own, "helloworld"u8.ToArray(), new EchoClientOptions { Timeout = WarmUpTimeout, Tls = tls with { Insecure = true } });
    }

    private static Endpoint Reachable(Endpoint bound, string? publicHost, string clusterHost) =>
        bound.At(publicHost ?? (bound.Host is "0.0.0.0" or "::" ? clusterHost : bound.Host));

    private static async Task<Done> LeaveAsync(IActorRef mesh)
    {
        await mesh.Ask<EchoMesh.Left>(EchoMesh.Leave.Instance, LeaveTimeout);
        return Done.Instance;
    }
}
