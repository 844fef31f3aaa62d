using System.Text.Json;
using System.Text.RegularExpressions;
using Akka.Actor;
using EchoActors.Admin.Live;
using EchoActors.Admin.Metrics;
using EchoActors.Admin.Pages;
using EchoActors.Server;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>A server that does not answer for a while has a gap in its charts, not a line across it.</summary>
public sealed class SilenceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    private static readonly (DateTimeOffset At, double? Value)[] Points =
        [.. Enumerable.Range(0, 120).Select(number => (Now - (120 - number) * Interval, (double?)number))];

    [Fact]
    public async Task The_time_in_which_a_server_does_not_answer_is_kept()
    {
        var time = new FakeTimeProvider();
        using var system = ActorSystem.Create("silent");
        using var meter = new NodeMeter();
        using var latencies = new EchoLatencies();
        var server = system.ActorOf(Props.Create(() => new Mute()));
        var options = new AdminOptions { AnswerTimeout = TimeSpan.FromMilliseconds(100), History = TimeSpan.FromMinutes(1) };
        var watch = new ServerWatch(new AdminNode("silent", system, server), options, meter, latencies, time);
        var start = time.GetUtcNow();

        Assert.Empty((await LookAsync()).Silences);
        server.Tell(false);
        await LookAsync();
        var silent = await LookAsync();
        Assert.Equal((start + Interval, start + 2 * Interval), Assert.Single(silent.Silences));
        Assert.Null(silent.Status);

        server.Tell(true);
        Assert.Equal((start + Interval, start + 3 * Interval), Assert.Single((await LookAsync()).Silences));

        time.Advance(options.History - Interval);
        Assert.Equal((start + Interval, start + 3 * Interval), Assert.Single((await LookAsync()).Silences));
        Assert.Empty((await LookAsync()).Silences);

        async Task<ServerView> LookAsync()
        {
            var view = await watch.LookAsync(watched: true, CancellationToken.None);
            time.Advance(Interval);
            return view;
        }
    }

    [Theory]
    [InlineData("5m")]
    [InlineData("1h")]
    public async Task A_chart_has_a_point_without_a_value_in_the_gap(string range)
    {
        var (from, to) = (Points[41].At, Points[60].At);

        using var chart = await ChartAsync(range, Points.Where(point => point.At < from || point.At >= to), (from, to));

        var x = chart.RootElement.GetProperty("x").EnumerateArray().Select(each => each.GetDouble()).ToList();
        var gap = Assert.Single(x.Zip(Values(chart)), point => point.Second.ValueKind == JsonValueKind.Null).First;
        Assert.InRange(gap, from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        Assert.Equal(x.Order(), x);
    }

    [Fact]
    public async Task Spans_that_follow_each_other_are_shaded_as_one_and_keep_the_values_in_them()
    {
        var spans = Points[41..60].Zip(Points[42..61], (span, next) => (span.At, next.At)).ToArray();

        using var chart = await ChartAsync("5m", Points, spans);

        var down = Assert.Single(chart.RootElement.GetProperty("down").EnumerateArray());
        Assert.Equal([Points[41].At.ToUnixTimeSeconds(), Points[60].At.ToUnixTimeSeconds()], down.EnumerateArray().Select(each => each.GetInt64()));
        Assert.All(Values(chart), value => Assert.Equal(JsonValueKind.Number, value.ValueKind));
    }

    private static JsonElement.ArrayEnumerator Values(JsonDocument chart) =>
        chart.RootElement.GetProperty("series")[0].GetProperty("y").EnumerateArray();

    private static async Task<JsonDocument> ChartAsync(
        string range, IEnumerable<(DateTimeOffset, double?)> points, params (DateTimeOffset, DateTimeOffset)[] down)
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(HistoryChart.Title)] = "Echoes",
            [nameof(HistoryChart.Unit)] = "count",
            [nameof(HistoryChart.Lines)] = new[] { new HistoryChart.Line("rate", [.. points]) },
            [nameof(HistoryChart.Down)] = down,
            [nameof(HistoryChart.At)] = Now,
            [nameof(HistoryChart.Range)] = PageState.Ranges[range],
        };
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<HistoryChart>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        return JsonDocument.Parse(System.Net.WebUtility.HtmlDecode(Regex.Match(html, "data-chart=\"([^\"]*)\"").Groups[1].Value));
    }

    // Answers unless it is told not to.
    private sealed class Mute : UntypedActor
    {
        private readonly EchoServerStatistics _statistics = new("silent");
        private bool _answers = true;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case bool answers:
                    _answers = answers;
                    break;
                case EchoServer.GetStatus when _answers:
                    Sender.Tell(new EchoServer.Status(EchoServer.Phase.Serving, [], 1, _statistics));
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
