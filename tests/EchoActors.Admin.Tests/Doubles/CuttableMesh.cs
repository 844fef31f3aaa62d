using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using EchoActors.Admin.Hosting;
using EchoActors.Hosting;
using EchoActors.Mesh;
using EchoActors.Mesh.Hosting;
using EchoActors.Server;
using EchoActors.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EchoActors.Admin.Tests;

/// <summary>
/// Nodes of a mesh in this process behind one admin address. The others reach the last over a path that can be cut, while
/// the last reaches them.
/// </summary>
internal sealed class CuttableMesh : IAsyncDisposable
{
    private static readonly MeshOptions Fast = new()
    {
        Interval = TimeSpan.FromMilliseconds(300),
        Timeout = TimeSpan.FromMilliseconds(150),
        Window = 20,
    };

    // A node that leaves does not wait for the consent of one that is gone.
    private const string Mortal = FastCluster.Hocon + """

        akka.coordinated-shutdown.phases.cluster-leave.timeout = 1s
        akka.coordinated-shutdown.phases.cluster-exiting.timeout = 1s
        """;

    private readonly List<IHost> _hosts = [];
    private readonly AdminNodes _nodes = new();
    private readonly AdminService _admin;

    private CuttableMesh() => _admin = new AdminService(ServerNode.AnyPort, _nodes, NullLoggerFactory.Instance);

    public Uri Admin => _admin.Address!;

    public CuttablePath ToLast { get; private set; } = null!;

    public static async Task<CuttableMesh> StartAsync(int nodes = 3)
    {
        var mesh = new CuttableMesh();
        await mesh._admin.StartAsync(CancellationToken.None);
        for (var number = 1; number < nodes; number++)
        {
            await mesh.AddAsync($"node-{number}", publicHost: null);
        }

        var last = await mesh.AddAsync($"node-{nodes}", CuttablePath.Host);
        var bound = await last.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, TimeSpan.FromSeconds(60));
        mesh.ToLast = new CuttablePath(bound.Addresses[0].Port);
        return mesh;
    }

    /// <summary>Stops the last node without a farewell.</summary>
    public async Task KillLastAsync() =>
        await _hosts[^1].Services.GetRequiredService<ActorSystem>().Terminate();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(host => host.StopAsync()));
        await ToLast.DisposeAsync();
        await _admin.StopAsync(CancellationToken.None);
        await _admin.DisposeAsync();
    }

    private async Task<IActorRef> AddAsync(string name, string? publicHost)
    {
        var view = new MeshView();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAkka("mesh", akka => akka
            .ConfigureLoggers(loggers => loggers.ClearLoggers())
            .AddHocon(Mortal, HoconAddMode.Prepend)
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { Roles = ["echo"] })
            .WithEchoServer(new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 0)] }, new EchoServerStatistics(name))
            .WithEchoMesh(Fast with { Name = name, PublicHost = publicHost }, view)
            .WithAdmin(_nodes, view));
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync();
        var seed = Cluster.Get(_hosts[0].Services.GetRequiredService<ActorSystem>()).SelfAddress;
        Cluster.Get(host.Services.GetRequiredService<ActorSystem>()).Join(seed);
        return host.Services.GetRequiredService<IRequiredActor<EchoServer>>().ActorRef;
    }
}
