using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using EchoActors.Hosting;
using EchoActors.Mesh.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary><c>WithEchoMesh</c> in hosts that make their cluster by Akka.Hosting, without any of our HOCON files.</summary>
public sealed class ExistingClusterTests
{
    [Fact]
    public async Task Members_of_a_cluster_that_was_there_before_become_a_mesh()
    {
        var views = new[] { new MeshView(), new MeshView() };
        using var first = await StartAsync(views[0], seed: null);
        using var second = await StartAsync(views[1], SelfOf(first));
        await Eventually.AllAsync(views, matrix => matrix.IsComplete && matrix.Present.Count() == 2);

        await second.StopAsync();
        await Eventually.AllAsync(views[..1], matrix => matrix.Members.Count == 1);
        Assert.Empty(views[0].Matrix.Changes);
        await first.StopAsync();
    }

    private static async Task<IHost> StartAsync(MeshView view, Address? seed)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAkka("existing", akka => akka
            .AddHocon("akka { stdout-loglevel = OFF, loggers = [] }", HoconAddMode.Prepend)
            .WithRemoting(new RemoteOptions { HostName = "127.0.0.1", Port = 0 })
            .WithClustering(new ClusterOptions { Roles = ["echo"] })
            .WithEchoServer(new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 0)] })
            .WithEchoMesh(new MeshOptions { Interval = TimeSpan.FromMilliseconds(500), Timeout = TimeSpan.FromMilliseconds(250) }, view));
        var host = builder.Build();
        await host.StartAsync();
        Cluster.Get(SystemOf(host)).Join(seed ?? SelfOf(host));
        return host;
    }

    private static Address SelfOf(IHost host) => Cluster.Get(SystemOf(host)).SelfAddress;

    private static ActorSystem SystemOf(IHost host) => host.Services.GetRequiredService<ActorSystem>();
}
