using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Transport;
using EchoActors.Filters.Tls;
using EchoActors.Hosting;
using EchoActors.Mesh.Hosting;
using EchoActors.Server;
using EchoActors.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>A node of the mesh in this process: its own host, actor system, remoting and echo server, on free ports.</summary>
internal sealed class MeshTestNode : IAsyncDisposable
{
    private static readonly MeshOptions Options = new()
    {
        Interval = TimeSpan.FromMilliseconds(500),
        Timeout = TimeSpan.FromMilliseconds(250),
    };

    // A remoting that can be cut. Disposing a host terminates its system, which is dead by then: a coordinated shutdown would
    // wait 5 s for actors that no longer answer.
    private static readonly Config Fast = ConfigurationFactory.ParseString("""
        akka {
          stdout-loglevel = OFF
          loggers = []
          remote.dot-netty.tcp.applied-adapters = ["trttl"]
          remote.shutdown-timeout = 500ms
          # On a busy machine nodes lose sight of each other for longer than this resolver waits.
          cluster.split-brain-resolver.down-all-when-unstable = off
        }
        """).WithFallback(ConfigurationFactory.ParseString(FastCluster.Hocon));

    private readonly IHost _host;
    private readonly ConcurrentDictionary<EndPoint, bool> _cut;

    private MeshTestNode(IHost host, MeshView view, ConcurrentDictionary<EndPoint, bool> cut, LogLines log)
    {
        _host = host;
        _cut = cut;
        View = view;
        Log = log;
        System = (ExtendedActorSystem)host.Services.GetRequiredService<ActorSystem>();
    }

    public MeshView View { get; }

    public ExtendedActorSystem System { get; }

    /// <summary>What it logs at level Info and above.</summary>
    public LogLines Log { get; }

    public Address Address => Cluster.Get(System).SelfAddress;

    /// <summary>What the mesh calls it.</summary>
    public string Node => $"{Address.Host}:{Address.Port}";

    /// <param name="name">Its name.</param>
    /// <param name="seed">Whom it joins; itself where left out.</param>
    /// <param name="fanout">How many it probes.</param>
    /// <param name="clusterPort">Where remoting listens; 0 for a free port.</param>
    /// <param name="stableAfter">How long membership waits before it decides who is gone.</param>
    public static Task<MeshTestNode> StartAsync(
        string name, MeshTestNode? seed = null, int? fanout = null, int clusterPort = 0, string stableAfter = "1s") =>
        StartAsync(
            name,
            seed is null ? [] : [HostPort.Parse(seed.Node)],
            $"akka {{ remote.dot-netty.tcp.port = {clusterPort}, cluster.split-brain-resolver.stable-after = {stableAfter} }}",
            fanout);

    /// <param name="name">Its name.</param>
    /// <param name="seeds">Whom it asks to be let in.</param>
    /// <param name="hocon">What is special in its configuration.</param>
    /// <param name="fanout">How many it probes.</param>
    /// <param name="host">The address that remoting and its echo server listen on.</param>
    /// <param name="listen">Where its echo server listens instead.</param>
    /// <param name="tls">Which servers its probes accept.</param>
    public static async Task<MeshTestNode> StartAsync(
        string name,
        IReadOnlyList<HostPort> seeds,
        string hocon,
        int? fanout = null,
        string host = "127.0.0.1",
        EchoListenerOptions? listen = null,
        TlsClientOptions? tls = null)
    {
        var options = Options with { Name = name, Fanout = fanout, Tls = tls ?? new TlsClientOptions() };
        var view = new MeshView(fanout);
        var cut = new ConcurrentDictionary<EndPoint, bool>();
        var log = new LogLines();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAkka("mesh", akka => akka
            .AddHocon(Fast, HoconAddMode.Prepend)
            .AddHocon($"akka.remote.dot-netty.tcp {{ hostname = \"{host}\", port = 0 }}", HoconAddMode.Prepend)
            .AddHocon(hocon, HoconAddMode.Prepend)
            .AddHocon(HoconFiles.Read("mesh.conf"), HoconAddMode.Append)
            .WithActors((system, _) => log.Read(system))
            .WithEchoServer(new EchoServerOptions { Listen = [listen ?? new HostPort(host, 0)], DrainTimeout = TimeSpan.FromSeconds(3) })
            .WithEchoMesh(options, view, system => system.ActorOf(Props.Create(() => new CuttableTcp(cut)), "cuttable-tcp")));
        var built = builder.Build();
        await built.StartAsync();
        var node = new MeshTestNode(built, view, cut, log);
        ActorRegistry.For(node.System).Get<EchoMesh>().Tell(new EchoMesh.Join(seeds));
        return node;
    }

    public static async Task<IReadOnlyList<MeshTestNode>> StartMeshAsync(int count, int? fanout = null, string stableAfter = "1s")
    {
        var nodes = new List<MeshTestNode>();
        for (var i = 0; i < count; i++)
        {
            nodes.Add(await StartAsync($"node-{i + 1}", nodes.FirstOrDefault(), fanout, stableAfter: stableAfter));
        }

        await Eventually.AllAsync(nodes, matrix => (matrix.IsComplete || count == 1) && matrix.Present.Count() == count);
        return nodes;
    }

    /// <summary>From here on, nothing gets through from this node to the other's echo server; the other way it does.</summary>
    public void CutProbesTo(MeshTestNode other) => _cut[EchoOf(other)] = true;

    public void HealProbesTo(MeshTestNode other) => _cut.TryRemove(EchoOf(other), out _);

    /// <summary>From here on, remoting carries nothing between the two, in either direction.</summary>
    public Task CutRemotingTo(MeshTestNode other) => ThrottleAsync(other, Blackhole.Instance);

    public Task HealRemotingTo(MeshTestNode other) => ThrottleAsync(other, Unthrottled.Instance);

    /// <summary>Leaves gracefully, as at SIGTERM.</summary>
    public Task LeaveAsync() => _host.StopAsync();

    /// <summary>Dies: no message, no drain; its ports are free again when it has.</summary>
    public Task CrashAsync()
    {
        System.Abort();
        return System.WhenTerminated;
    }

    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        _host.Dispose();
    }

    private IPEndPoint EchoOf(MeshTestNode other)
    {
        var echo = View.Matrix.Members.Single(member => member.Node == other.Node).Echo!;
        return new IPEndPoint(IPAddress.Parse(echo.Host), echo.Port);
    }

    private Task ThrottleAsync(MeshTestNode other, ThrottleMode mode) =>
        ((IRemoteActorRefProvider)System.Provider).Transport.ManagementCommand(
            new SetThrottle(other.Address, ThrottleTransportAdapter.Direction.Both, mode));
}
