using System.Threading.Channels;
using EchoActors.Probing.Load;
using EchoActors.Probing.Reports;

namespace EchoActors.Cli;

/// <summary>
/// Shows each interval of a load as it ends: a live line on standard error, and the histogram log. The load hands intervals over
/// and never waits.
/// </summary>
internal sealed class BenchProgress : IProgress<LoadInterval>, IAsyncDisposable
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int SparklineLength = 30;
    private const string Gap = "  ";

    private readonly Channel<LoadInterval> _intervals = Channel.CreateUnbounded<LoadInterval>();
    private readonly List<double> _rates = [];
    private readonly LoadOptions _load;
    private readonly HistogramLog? _log;
    private readonly Task _shown;
    private long _errors;

    public BenchProgress(LoadOptions load, HistogramLog? log, bool isShown)
    {
        _load = load;
        _log = log;
        _shown = isShown ? LiveLine.FollowAsync(FollowAsync(), Line) : LogAsync();
    }

    public void Report(LoadInterval value) => _intervals.Writer.TryWrite(value);

    public async ValueTask DisposeAsync()
    {
        _intervals.Writer.Complete();
        await _shown;
        _log?.Dispose();
    }

    private async IAsyncEnumerable<LoadInterval> FollowAsync()
    {
        await foreach (var interval in _intervals.Reader.ReadAllAsync())
        {
            _log?.Append(interval);
            yield return interval;
        }
    }

    private async Task LogAsync()
    {
        await foreach (var interval in FollowAsync())
        {
            _ = interval;
        }
    }

    // Parts are added while they fit; the rates of the last seconds get the rest of the line.
    private string Line(LoadInterval interval, int width)
    {
        _errors += interval.Errors;
        _rates.Add(interval.Rate);
        var requested = interval.RequestedRate is { } rate ? $" of {rate:#,0}" : "";
        var parts = new (string Text, string Style)[]
        {
            ($"{interval.Rate:#,0}{requested} messages/s", "bold"),
            ($"p50 {Quantity.Format(interval.Latency.Percentile(50))}", "default"),
            ($"p99 {Quantity.Format(interval.Latency.Percentile(99))}", "default"),
            (_errors == 0 ? "no errors" : $"{_errors:#,0} errors", _errors == 0 ? "default" : "red"),
            (Left(interval), "grey"),
        };
        var line = "";
        var left = width;
        foreach (var (text, style) in parts.TakeWhile(part => (left -= part.Text.Length + Gap.Length) >= 0))
        {
            line += $"[{style}]{text}[/]{Gap}";
        }

        return left > 0 ? $"{line}[blue]{Sparkline(left)}[/]" : line;
    }

    private string Left(LoadInterval interval)
    {
        var passed = interval.Start + interval.Length;
        var total = interval.IsWarmup ? _load.Warmup : Duration();
        return total is { } known
            ? $"{(interval.IsWarmup ? "warming up, " : "")}{Math.Max(0, Math.Round((known - passed).TotalSeconds)):0} s left"
            : $"{passed.TotalSeconds:0} s";
    }

    private TimeSpan? Duration() => _load.Plan switch
    {
        SingleStep { Step: { Duration: { } duration } } => duration,
        SingleStep { Step: { Rate: { } rate, Count: { } count } } => TimeSpan.FromSeconds(count / rate),
        Ramp ramp => ramp.Duration,
        _ => null,
    };

    private string Sparkline(int length)
    {
        var shown = _rates.TakeLast(Math.Min(length, SparklineLength)).ToList();
        var highest = shown.Max();
        return string.Concat(shown.Select(rate => Bars[highest > 0 ? (int)(rate / highest * (Bars.Length - 1)) : 0]));
    }
}
