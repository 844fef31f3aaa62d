using EchoActors.Client;
using EchoActors.Probing.Ping;
using EchoActors.Probing.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Probing.Tests;

/// <summary>Warming up leaves nothing behind that a measurement would notice.</summary>
public sealed class WarmUpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ping_after_a_warm_up_counts_its_own_probes_only(bool overTls)
    {
        await using var system = new MeasuringSystem();
        await using var server = MisbehavingServer.Echoes();

        await system.Actors.WarmUpAsync(overTls: overTls);
        var summary = await system.Actors.PingAsync(
            new PingOptions { Target = server.Address, Count = 2, Interval = TimeSpan.FromMilliseconds(1) });

        Assert.Equal((2, 2, 0), (summary.Sent, summary.Echoed, summary.Lost));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exchange_after_a_warm_up_is_the_first_of_its_server(bool overTls)
    {
        await using var system = new MeasuringSystem();
        await using var server = MisbehavingServer.Echoes();

        await system.Actors.WarmUpExchangeAsync(overTls);
        var report = await system.Actors.EchoAsync(server.Address, "hello"u8.ToArray(), new EchoClientOptions());

        Assert.Equal((EchoEnd.Identical, 5L), (report.Outcome.End, report.Outcome.BytesEchoed));
    }
}
