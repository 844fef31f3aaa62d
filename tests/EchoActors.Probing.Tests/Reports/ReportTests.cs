using System.Text.Json;
using EchoActors.Probing.Load;
using EchoActors.Probing.Reports;
using EchoActors.Probing.Tests.Doubles;
using EchoActors.Tests.Shared;
using Microsoft.Playwright;
using Xunit;

namespace EchoActors.Probing.Tests.Reports;

/// <summary>What is written of a real load.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private const string KeepsWhatIsPlotted = """
        window.plotted = {};
        let library;
        Object.defineProperty(window, "uPlot", {
          configurable: true,
          get: () => library,
          set: original => library = function (options, data, target) {
            plotted[target.id] = data;
            return new original(options, data, target);
          },
        });
        """;

    private readonly MeasuringSystem _system = new();
    private LoadResult _result = null!;
    private LoadReport _report = null!;

    public async Task InitializeAsync()
    {
        await using var server = MisbehavingServer.Echoes();
        var options = new LoadOptions
        {
            Target = server.Address,
            Plan = new SingleStep(new LoadStepSpec(2000, null, 800)),
            Payload = Payload.Random(64, 64, new Random(1)),
            Interval = TimeSpan.FromMilliseconds(100),
        };
        _result = await _system.Actors.RunLoadAsync(options);
        _report = Report(_result);
    }

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public void Json_has_a_version_units_in_its_names_and_the_percentiles_that_were_asked_for()
    {
        using var json = JsonDocument.Parse(JsonReport.Write(_report));
        var root = json.RootElement;

        Assert.Equal(2, root.GetProperty("version").GetInt32());
        Assert.Equal(800, root.GetProperty("result").GetProperty("echoed").GetInt64());
        Assert.Equal(2000, root.GetProperty("result").GetProperty("requested_rate_per_second").GetDouble());
        var latency = root.GetProperty("result").GetProperty("latency_microseconds");
        Assert.Equal(["min", "mean", "p50", "p99.9", "max"], latency.EnumerateObject().Select(property => property.Name));
        Assert.True(root.GetProperty("timeline").GetArrayLength() >= 3);
        if (OperatingSystem.IsLinux())
        {
            var (rtt, mtu, sent, again) = (Figure("path_rtt_microseconds"), Figure("path_mtu"), Figure("segments_sent"), Figure("segments_retransmitted"));
            Assert.True(rtt > 0 && mtu >= 1500 && sent > 0 && again < sent, $"rtt {rtt}, MTU {mtu}, {again} of {sent} segments");
        }

        double Figure(string name) => root.GetProperty("result").GetProperty(name).GetDouble();
    }

    [Fact]
    public void Csv_has_as_many_figures_in_each_row_as_columns()
    {
        var writer = new StringWriter();
        CsvReport.Write(_result, writer);
        var rows = writer.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("version,kind,", rows[0]);
        Assert.All(rows, row => Assert.Equal(rows[0].Count(c => c == ','), row.Count(c => c == ',')));
        Assert.StartsWith("2,result,", rows[^1]);
    }

    [Fact]
    public void Where_nothing_came_back_csv_and_json_have_no_figure()
    {
        var silent = Silent(_result);
        var writer = new StringWriter();
        CsvReport.Write(silent, writer);
        var rows = writer.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var latency = Enumerable.Range(0, 7).Select(i => 11 + i); // min_us to max_us

        Assert.Equal(["interval", "step", "result"], rows[1..].Select(row => row.Split(',')[1]));
        Assert.All(rows[1..], row => Assert.All(latency, column => Assert.Equal("", row.Split(',')[column])));

        using var json = JsonDocument.Parse(JsonReport.Write(Report(silent)));
        var point = json.RootElement.GetProperty("timeline")[0];
        Assert.Equal(0, point.GetProperty("achieved_rate_per_second").GetDouble());
        Assert.DoesNotContain(point.EnumerateObject(), property => property.Name.EndsWith("_microseconds", StringComparison.Ordinal));
        Assert.Empty(json.RootElement.GetProperty("result").GetProperty("latency_microseconds").EnumerateObject());
        Assert.Empty(json.RootElement.GetProperty("percentile_curve").EnumerateArray());
    }

    [SkippableChromium]
    public async Task The_page_draws_its_charts_offline_in_a_real_browser()
    {
        var path = Path.Combine(Path.GetTempPath(), $"echoactors-report-{Guid.NewGuid():N}.html");
        try
        {
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(
                new() { ExecutablePath = DebianChromium.Executable, Args = DebianChromium.Arguments });
            var standstill = Silent(_result).Points;
            foreach (var (scheme, result) in new[]
            {
                (ColorScheme.Light, _result with { Points = [_result.Points[0], .. standstill, _result.Points[^1]] }),
                (ColorScheme.Dark, Silent(_result)),
            })
            {
                await using (var page = new StreamWriter(path))
                {
                    HtmlReport.Write(Report(result), page);
                }

                var context = await browser.NewContextAsync(new BrowserNewContextOptions { ColorScheme = scheme, Offline = true });
                var tab = await context.NewPageAsync();
                var mistakes = new List<string>();
                var requests = new List<string>();
                tab.PageError += (_, error) => mistakes.Add(error);
                tab.Request += (_, request) => requests.Add(request.Url);
                await tab.AddInitScriptAsync(KeepsWhatIsPlotted);
                await tab.GotoAsync("file://" + path);

                Assert.Equal(3, await tab.Locator("canvas").CountAsync());
                Assert.Contains("requested", await tab.Locator("#tiles").InnerTextAsync());
                var medians = await tab.EvaluateAsync<double?[]>("plotted.latency[1]");
                Assert.Equal(result.Points.Select(point => point.P50?.TotalMicroseconds), medians);
                var tiles = await tab.Locator("#tiles").InnerTextAsync();
                Assert.True((result.Steps[0].Latency.Count == 0) == tiles.Contains('–'), tiles);
                Assert.True(result.Headline?.Path is null == !tiles.Contains("segments sent again"), tiles);
                Assert.Equal("echoactors bench </script> & 'p99<5ms'", await tab.Locator("#command").InnerTextAsync());
                Assert.Empty(mistakes);
                Assert.Equal(["file://" + path], requests);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static LoadReport Report(LoadResult result) =>
        LoadReport.Of(result, [], [50, 99.9], "echoactors bench </script> & 'p99<5ms'");

    // The same load with a server that takes everything and says nothing.
    private static LoadResult Silent(LoadResult result)
    {
        var step = result.Steps[0] with
        {
            Counts = new LoadCounts(800, 0, 0, 0),
            Latency = new DurationHistogram(),
            Uncorrected = new DurationHistogram(),
        };
        var second = new LoadInterval(TimeSpan.Zero, TimeSpan.FromSeconds(1), 2000, 0, 0, new DurationHistogram(), IsWarmup: false);
        return result with { Steps = [step], Points = [LoadPoint.Of(second)] };
    }

    /// <summary>A test for machines with Chromium.</summary>
    private sealed class SkippableChromiumAttribute : FactAttribute
    {
        public SkippableChromiumAttribute() => Skip = DebianChromium.Executable is null ? DebianChromium.Missing : null;
    }
}
