using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Transport;
using EchoActors.Hosting;
using EchoActors.Mesh.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>A node of the mesh in this process: its own host, actor system, remoting and echo server, on free ports.</summary>
internal sealed class MeshTestNode : IAsyncDisposable
{
    private static readonly HostPort FreePort = new("127.0.0.1", 0);

    private static readonly MeshOptions Options = new()
    {
        Interval = TimeSpan.FromMilliseconds(500),
        Timeout = TimeSpan.FromMilliseconds(250),
    };

    // Everything in tenths of what it is in earnest, and a remoting that can be cut. Disposing a host terminates its system,
    // which is dead by then: a coordinated shutdown would wait 5 s for actors that no longer answer.
    private static readonly Config Fast = ConfigurationFactory.ParseString("""
        akka {
          coordinated-shutdown.run-by-actor-system-terminate = off
          stdout-loglevel = OFF
          loggers = []
          remote.dot-netty.tcp.applied-adapters = ["trttl"]
          remote.flush-wait-on-shutdown = 100ms
          remote.shutdown-timeout = 500ms
          cluster {
            gossip-interval = 200ms
            leader-actions-interval = 200ms
            unreachable-nodes-reaper-interval = 200ms
            failure-detector {
              heartbeat-interval = 200ms
              acceptable-heartbeat-pause = 1s
              expected-response-after = 200ms
            }
            split-brain-resolver {
              down-all-when-unstable = 1s
            }
          }
        }
        """);

    private readonly IHost _host;
    private readonly ConcurrentDictionary<EndPoint, bool> _cut;

    private MeshTestNode(IHost host, MeshView view, ConcurrentDictionary<EndPoint, bool> cut)
    {
        _host = host;
        _cut = cut;
        View = view;
        System = (ExtendedActorSystem)host.Services.GetRequiredService<ActorSystem>();
    }

    public MeshView View { get; }

    public ExtendedActorSystem System { get; }

    public Address Address => Cluster.Get(System).SelfAddress;

    /// <summary>What the mesh calls it.</summary>
    public string Node => $"{Address.Host}:{Address.Port}";

    /// <param name="name">Its name.</param>
    /// <param name="seed">Whom it joins; itself where left out.</param>
    /// <param name="fanout">How many it probes.</param>
    /// <param name="clusterPort">Where remoting listens; 0 for a free port.</param>
    /// <param name="stableAfter">How long membership waits before it decides who is gone.</param>
    public static async Task<MeshTestNode> StartAsync(
        string name, MeshTestNode? seed = null, int? fanout = null, int clusterPort = 0, string stableAfter = "1s")
    {
        var options = Options with { Name = name, Fanout = fanout };
        var view = new MeshView(fanout);
        var cut = new ConcurrentDictionary<EndPoint, bool>();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAkka("mesh", akka => akka
            .AddHocon(Fast, HoconAddMode.Prepend)
            .AddHocon($"akka.cluster.split-brain-resolver.stable-after = {stableAfter}", HoconAddMode.Prepend)
            .AddHocon($"akka.remote.dot-netty.tcp.port = {clusterPort}", HoconAddMode.Prepend)
            .AddHocon(HoconFiles.Read("mesh.conf"), HoconAddMode.Append)
            .WithEchoServer(new EchoServerOptions { Listen = [FreePort], DrainTimeout = TimeSpan.FromSeconds(3) })
            .WithEchoMesh(options, view, system => system.ActorOf(Props.Create(() => new CuttableTcp(cut)), "cuttable-tcp")));
        var host = builder.Build();
        await host.StartAsync();
        var node = new MeshTestNode(host, view, cut);
        Cluster.Get(node.System).Join((seed ?? node).Address);
        return node;
    }

    public static async Task<IReadOnlyList<MeshTestNode>> StartMeshAsync(int count, int? fanout = null, string stableAfter = "1s")
    {
        var nodes = new List<MeshTestNode>();
        for (var i = 0; i < count; i++)
        {
            nodes.Add(await StartAsync($"node-{i + 1}", nodes.FirstOrDefault(), fanout, stableAfter: stableAfter));
        }

        await Eventually.AllAsync(nodes, matrix => matrix.IsComplete && matrix.Present.Count() == count);
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
