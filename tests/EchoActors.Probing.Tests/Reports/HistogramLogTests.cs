using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using EchoActors.Probing.Load;
using EchoActors.Probing.Reports;
using HdrHistogram;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EchoActors.Probing.Tests.Reports;

/// <summary>
/// One log, read by HdrHistogram's implementations in other languages: each finds every interval with every message. The log
/// begins on a fraction of a millisecond, and has an interval in which nothing came back.
/// </summary>
public sealed partial class HistogramLogTests : IDisposable
{
    private static readonly int[] Counts = [300, 0, 1, 499];

    private static readonly DateTimeOffset StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(6_789_999);

    private readonly string _log = Path.Combine(Path.GetTempPath(), $"echoactors-{Guid.NewGuid():N}.hlog");

    public HistogramLogTests()
    {
        using var log = new HistogramLog(File.Create(_log), new FakeTimeProvider(StartedAt + TimeSpan.FromSeconds(1)));
        for (var i = 0; i < Counts.Length; i++)
        {
            var latency = new DurationHistogram();
            for (var message = 0; message < Counts[i]; message++)
            {
                latency.Record(TimeSpan.FromMicroseconds(100 + (message * 37)));
            }

            log.Append(new LoadInterval(TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(1), null, Counts[i], 0, latency, IsWarmup: false));
        }
    }

    public void Dispose() => File.Delete(_log);

    [Fact]
    public void It_is_plain_text_with_one_header_and_begins_no_later_than_its_first_interval()
    {
        var text = File.ReadAllText(_log, Encoding.ASCII);

        Assert.StartsWith("#[Histogram log format version 1.3]\n#[StartTime: 1767323045.678 (seconds since epoch), ", text);
        Assert.Equal(
            ["1767323045.678", "1767323046.678", "1767323047.678", "1767323048.678"],
            Rows().Matches(text).Select(row => row.Groups[1].Value));
    }

    [Fact]
    public void The_reader_of_NET_finds_every_interval()
    {
        var intervals = new HistogramLogReader(File.OpenRead(_log)).ReadHistograms();

        Assert.Equal(Counts, intervals.Select(interval => (int)interval.TotalCount));
    }

    [SkippableFact]
    public void The_processor_of_Java_finds_every_interval()
    {
        const string Jar = "/usr/share/java/hdrhistogram.jar";
        Skip.IfNot(File.Exists(Jar), "This machine has no libhdrhistogram-java.");

        var rows = _log + ".csv";
        var distribution = rows + ".hgrm";
        try
        {
            Run("java", "-cp", Jar, "org.HdrHistogram.HistogramLogProcessor", "-csv", "-i", _log, "-o", rows);

            Assert.Equal(Counts, JavaRows().Matches(File.ReadAllText(rows)).Select(row => int.Parse(row.Groups[1].Value)));
        }
        finally
        {
            File.Delete(rows);
            File.Delete(distribution);
        }
    }

    [SkippableFact]
    public void The_reader_of_JavaScript_finds_every_interval()
    {
        var output = RunNode("hdr-histogram-js");

        Assert.Equal(
            Counts.Select((count, i) => $"{1767323045678 + (1000L * i)} {count}"),
            output.Select(line => line[..line.LastIndexOf(' ')]));
    }

    [SkippableFact]
    public void The_decoder_of_C_finds_every_message() =>
        Assert.Equal(Counts.Select(count => $"{count}"), RunNode("native-hdr-histogram"));

    [SkippableFact]
    public void The_decompressor_of_Python_takes_every_payload()
    {
        Skip.IfNot(File.Exists("/usr/bin/python3"), "This machine has no python3.");

        var output = Run("/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Reports/Readers/python.py"), _log);

        Assert.Equal(Counts, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
    }

    private string[] RunNode(string package)
    {
        var folders = new[] { "/usr/local/lib/node_modules", "/usr/lib/node_modules" };
        Skip.IfNot(folders.Any(folder => Directory.Exists(Path.Combine(folder, package))), $"This machine has no {package}, of npm.");
        return Run("node", Path.Combine(AppContext.BaseDirectory, $"Reports/Readers/{package}.js"), _log)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }

    [GeneratedRegex("^([0-9.]+),[0-9.]+,[0-9.]+,H", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("^[0-9.]+,([0-9]+),", RegexOptions.Multiline)]
    private static partial Regex JavaRows();
}
