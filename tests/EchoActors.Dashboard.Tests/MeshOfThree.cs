using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using EchoActors.Dashboard.Hosting;
using EchoActors.Hosting;
using EchoActors.Mesh;
using EchoActors.Mesh.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EchoActors.Dashboard.Tests;

/// <summary>
/// Three nodes of a mesh in this process behind one admin address. The others reach node-3 over a path that can be cut,
/// while node-3 reaches them.
/// </summary>
internal sealed class MeshOfThree : IAsyncDisposable
{
    private static readonly MeshOptions Fast = new()
    {
        Interval = TimeSpan.FromMilliseconds(300),
        Timeout = TimeSpan.FromMilliseconds(150),
        Window = 20,
    };

    // A system that is terminated is gone, as after kill -9, and is missed within seconds.
    private const string Mortal = """
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 1s
        """;

    private readonly List<IHost> _hosts = [];
    private readonly AdminNodes _nodes = new();
    private readonly AdminService _admin;

    private MeshOfThree() => _admin = new AdminService(ServerNode.AnyPort, _nodes, NullLoggerFactory.Instance);

    public Uri Admin => _admin.Address!;

    public CuttablePath ToThird { get; private set; } = null!;

    public static async Task<MeshOfThree> StartAsync()
    {
        var mesh = new MeshOfThree();
        await mesh._admin.StartAsync(CancellationToken.None);
        var first = await mesh.AddAsync("node-1", null, null);
        await mesh.AddAsync("node-2", null, first);
        var third = await mesh.AddAsync("node-3", CuttablePath.Host, first);
        var bound = await third.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, TimeSpan.FromSeconds(5));
        mesh.ToThird = new CuttablePath(bound.Addresses[0].Port);
        return mesh;
    }

    /// <summary>Stops the last node without a farewell.</summary>
    public async Task KillThirdAsync() =>
        await _hosts[2].Services.GetRequiredService<ActorSystem>().Terminate();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(host => host.StopAsync()));
        await ToThird.DisposeAsync();
        await _admin.StopAsync(CancellationToken.None);
        await _admin.DisposeAsync();
    }

    private async Task<IActorRef> AddAsync(string name, string? publicHost, IActorRef? seed)
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
        var cluster = Cluster.Get(host.Services.GetRequiredService<ActorSystem>());
        cluster.Join(seed is null ? cluster.SelfAddress : Cluster.Get(_hosts[0].Services.GetRequiredService<ActorSystem>()).SelfAddress);
        return host.Services.GetRequiredService<IRequiredActor<EchoServer>>().ActorRef;
    }
}
