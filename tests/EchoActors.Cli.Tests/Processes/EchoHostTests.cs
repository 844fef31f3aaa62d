using Akka.Configuration;
using EchoActors.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace EchoActors.Cli.Tests;

/// <summary>A start ends: with a host that serves, or with one sentence.</summary>
public sealed class EchoHostTests
{
    [Theory]
    [InlineData("akka.loglevel = DEBGU", "Unknown LogLevel: \"DEBGU\".")]
    [InlineData("akka.loggers = [\"No.Such, Logger\"]", "Logger specified in config cannot be found: \"No.Such, Logger\"")]
    [InlineData("akka.actor.provider = klaster", "'akka.actor.provider' is not a valid type name : 'klaster'")]
    [InlineData("akka.actor.default-dispatcher.executor = \"No.Such, Thing\"", "Could not resolve executor service configurator type No.Such, Thing")]
    [InlineData("akka.io.tcp = 3", "")]
    public async Task A_value_that_Akka_refuses_ends_the_start_with_its_reason(string hocon, string reason)
    {
        var host = Host(hocon, _ => { });

        var refused = await Assert.ThrowsAsync<UsageException>(() => EchoHost.StartAsync(host));

        Assert.StartsWith("the actor system can't start: ", refused.Message);
        Assert.Contains(reason, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_start_that_hangs_is_given_up()
    {
        var host = Host("", services => services.AddHostedService<HangingService>());

        var refused = await Assert.ThrowsAsync<UsageException>(() => EchoHost.StartAsync(host, TimeSpan.FromMilliseconds(1)));

        Assert.Equal("the start has not come to its end within 1 ms.", refused.Message);
    }

    private static IHost Host(string hocon, Action<IServiceCollection> services) => EchoHost.Build(
        ConfigurationFactory.ParseString(hocon),
        Config.Empty,
        new LoggerConfiguration().CreateLogger(),
        TimeSpan.FromSeconds(10),
        services,
        akka => akka.WithEchoServer(new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 0)] }));

    private sealed class HangingService : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
