using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>Metrics pushed to a collector, over real HTTP/2.</summary>
public sealed class OtlpScenarios
{
    [Fact]
    public async Task A_collector_receives_the_instruments_with_their_units()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var node = await ServerNode.StartAsync(Pushing(collector.Endpoint));

        await collector.ReceivedAsync(
            "echo.server.connections.open",
            "echo.server.connections.accepted",
            "echo.server.connections.refused",
            "echo.server.connections.closed",
            "echo.server.network.io",
            "echo.server.unacknowledged",
            "echo.dispatcher.queue.length",
            "echo.actor_system.message.duration",
            "dotnet.gc.collections");

        Assert.Equal("{connection}", collector.Units["echo.server.connections.open"]);
        Assert.Equal("{connection}", collector.Units["echo.server.connections.accepted"]);
        Assert.Equal("{connection}", collector.Units["echo.server.connections.refused"]);
        Assert.Equal("{connection}", collector.Units["echo.server.connections.closed"]);
        Assert.Equal("By", collector.Units["echo.server.network.io"]);
        Assert.Equal("By", collector.Units["echo.server.unacknowledged"]);
        Assert.Equal("{work_item}", collector.Units["echo.dispatcher.queue.length"]);
        Assert.Equal("s", collector.Units["echo.actor_system.message.duration"]);
    }

    [Fact]
    public async Task A_collector_that_is_away_disturbs_nothing_and_is_logged_once()
    {
        Uri gone;
        await using (var collector = await OtlpCollector.StartAsync())
        {
            gone = collector.Endpoint;
        }

        await using var node = await ServerNode.StartAsync(Pushing(gone));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!node.Logs.Lines.Any(IsAboutCollector))
        {
            await Task.Delay(50, deadline.Token);
        }

        using var response = await node.Http.GetAsync("/health/ready");

        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains(gone.ToString(), Assert.Single(node.Logs.Lines, IsAboutCollector).Text);

        static bool IsAboutCollector((Microsoft.Extensions.Logging.LogLevel Level, string Text) line) =>
            line.Text.Contains("metrics can't be pushed to ");
    }

    private static AdminOptions Pushing(Uri endpoint) =>
        ServerNode.AnyPort with { OtlpEndpoint = endpoint, OtlpInterval = TimeSpan.FromSeconds(1) };
}
