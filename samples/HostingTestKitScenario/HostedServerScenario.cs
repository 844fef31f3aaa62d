// Packages: EchoActors, Akka.Hosting.TestKit.
using System.Text;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using EchoActors;
using EchoActors.Client;
using EchoActors.Hosting;
using EchoActors.Server;
using Xunit;

namespace Samples;

/// <summary>A host with an echo server, built by the extension that a program uses, and asked as a program asks it.</summary>
public sealed class HostedServerScenario : TestKit
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithEchoServer(new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 0)] });

    [Fact]
    public async Task An_exchange_with_the_hosted_server_is_identical()
    {
        var server = await ActorRegistry.GetAsync<EchoServer>(TestContext.Current.CancellationToken);
        server.Tell(EchoServer.GetBound.Instance, TestActor);
        var bound = await ExpectMsgAsync<EchoServer.Bound>(TimeSpan.FromSeconds(60), cancellationToken: TestContext.Current.CancellationToken);

        var report = await Sys.EchoAsync(
            bound.Addresses[0], Encoding.UTF8.GetBytes("helloworld"), new EchoClientOptions(), TestContext.Current.CancellationToken);

        Assert.True(report.Outcome.IsIdentical);
    }
}
