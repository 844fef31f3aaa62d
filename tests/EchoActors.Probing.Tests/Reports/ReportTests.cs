using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EchoActors.Probing.Load;
using EchoActors.Probing.Reports;
using EchoActors.Probing.Tests.Doubles;
using EchoActors.Tests.Shared;
using HdrHistogram;
using Microsoft.Playwright;
using Xunit;

namespace EchoActors.Probing.Tests.Reports;

/// <summary>What is written of a real load.</summary>
public sealed partial class ReportTests : IAsyncLifetime
{
    private readonly MeasuringSystem _system = new();
    private readonly List<LoadInterval> _intervals = [];
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
        _result = await _system.Actors.RunLoadAsync(options, new Collecting(_intervals));
        _report = LoadReport.Of(_result, [], [50, 99.9], "echoactors bench </script> & 'p99<5ms'");
    }

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public void Json_has_a_version_units_in_its_names_and_the_percentiles_that_were_asked_for()
    {
        using var json = JsonDocument.Parse(JsonReport.Write(_report));
        var root = json.RootElement;

        Assert.Equal(1, root.GetProperty("version").GetInt32());
        Assert.Equal(800, root.GetProperty("result").GetProperty("echoed").GetInt64());
        Assert.Equal(2000, root.GetProperty("result").GetProperty("requested_rate_per_second").GetDouble());
        var latency = root.GetProperty("result").GetProperty("latency_microseconds");
        Assert.Equal(["min", "mean", "p50", "p99.9", "max"], latency.EnumerateObject().Select(property => property.Name));
        Assert.True(root.GetProperty("timeline").GetArrayLength() >= 3);
    }

    [Fact]
    public void Csv_has_as_many_figures_in_each_row_as_columns()
    {
        var writer = new StringWriter();
        CsvReport.Write(_result, writer);
        var rows = writer.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("version,kind,", rows[0]);
        Assert.All(rows, row => Assert.Equal(rows[0].Count(c => c == ','), row.Count(c => c == ',')));
        Assert.StartsWith("1,result,", rows[^1]);
    }

    [Fact]
    public void The_histogram_log_is_plain_text_that_other_tools_read_and_holds_every_echo()
    {
        var stream = new MemoryStream();
        using (var log = new HistogramLog(stream, TimeProvider.System))
        {
            _intervals.ForEach(log.Append);
        }

        var text = Encoding.ASCII.GetString(stream.ToArray());
        Assert.StartsWith("#[Histogram log format version 1.3]\n#[StartTime:", text);
        Assert.Single(HeaderLine().Matches(text));
        var histograms = new HistogramLogReader(new MemoryStream(Encoding.ASCII.GetBytes(text))).ReadHistograms();
        Assert.Equal(800, histograms.Sum(histogram => histogram.TotalCount));
    }

    [SkippableChromium]
    public async Task The_page_draws_its_charts_offline_in_a_real_browser()
    {
        var path = Path.Combine(Path.GetTempPath(), $"echoactors-report-{Guid.NewGuid():N}.html");
        try
        {
            await using (var page = new StreamWriter(path))
            {
                HtmlReport.Write(_report, page);
            }

            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(
                new() { ExecutablePath = DebianChromium.Executable, Args = DebianChromium.Arguments });
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                var context = await browser.NewContextAsync(new BrowserNewContextOptions { ColorScheme = scheme, Offline = true });
                var tab = await context.NewPageAsync();
                var mistakes = new List<string>();
                var requests = new List<string>();
                tab.PageError += (_, error) => mistakes.Add(error);
                tab.Request += (_, request) => requests.Add(request.Url);
                await tab.GotoAsync("file://" + path);

                Assert.Equal(3, await tab.Locator("canvas").CountAsync());
                Assert.Contains("requested", await tab.Locator("#tiles").InnerTextAsync());
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

    [GeneratedRegex("^\"StartTimestamp\"", RegexOptions.Multiline)]
    private static partial Regex HeaderLine();

    private sealed class Collecting(List<LoadInterval> intervals) : IProgress<LoadInterval>
    {
        public void Report(LoadInterval value) => intervals.Add(value);
    }

    /// <summary>A test for machines with Chromium.</summary>
    private sealed class SkippableChromiumAttribute : FactAttribute
    {
        public SkippableChromiumAttribute() => Skip = DebianChromium.Executable is null ? DebianChromium.Missing : null;
    }
}
