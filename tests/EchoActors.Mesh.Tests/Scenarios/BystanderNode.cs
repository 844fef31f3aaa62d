using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>A member of the same cluster, as any other host makes one, that has nothing to do with the mesh.</summary>
internal sealed class BystanderNode : IAsyncDisposable
{
    private readonly IHost _host;

    private BystanderNode(IHost host) => _host = host;

    public static async Task<BystanderNode> JoinAsync(Address seed)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAkka("mesh", akka => akka
            .AddHocon("akka { stdout-loglevel = OFF, loggers = [], remote.dot-netty.tcp.applied-adapters = [\"trttl\"] }", HoconAddMode.Prepend)
            .WithRemoting(new RemoteOptions { HostName = "127.0.0.1", Port = 0 })
            .WithClustering(new ClusterOptions { Roles = ["web"], SeedNodes = [seed.ToString()] }));
        var host = builder.Build();
        await host.StartAsync();
        return new BystanderNode(host);
    }

    public async ValueTask DisposeAsync()
    {
        var system = (ExtendedActorSystem)_host.Services.GetRequiredService<ActorSystem>();
        system.Abort();
        await system.WhenTerminated;
        _host.Dispose();
    }
}
