using System.Threading.Channels;
using EchoActors.Probing.Load;
using EchoActors.Probing.Reports;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>
/// What is done with each interval of a load as it ends: the line that a person watches on standard error, and the
/// histogram log. The load hands intervals over and is never held up.
/// </summary>
internal sealed class BenchProgress : IProgress<LoadInterval>, IAsyncDisposable
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int SparklineLength = 30;

    private readonly Channel<LoadInterval> _intervals = Channel.CreateUnbounded<LoadInterval>();
    private readonly Queue<double> _rates = new();
    private readonly LoadOptions _load;
    private readonly HistogramLog? _log;
    private readonly Task _shown;
    private long _errors;

    public BenchProgress(LoadOptions load, HistogramLog? log, bool isShown)
    {
        _load = load;
        _log = log;
        _shown = isShown ? ShowAsync() : FollowAsync(_ => { });
    }

    public void Report(LoadInterval value) => _intervals.Writer.TryWrite(value);

    public async ValueTask DisposeAsync()
    {
        _intervals.Writer.Complete();
        await _shown;
        _log?.Dispose();
    }

    private async Task ShowAsync()
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await terminal.Live(new Text("connecting")).AutoClear(true).StartAsync(context => FollowAsync(interval =>
        {
            context.UpdateTarget(Line(interval));
            context.Refresh();
        }));
    }

    private async Task FollowAsync(Action<LoadInterval> show)
    {
        await foreach (var interval in _intervals.Reader.ReadAllAsync())
        {
            _log?.Append(interval);
            show(interval);
        }
    }

    private Markup Line(LoadInterval interval)
    {
        _errors += interval.Errors;
        _rates.Enqueue(interval.Rate);
        if (_rates.Count > SparklineLength)
        {
            _rates.Dequeue();
        }

        var requested = interval.RequestedRate is { } rate ? $" of {rate:#,0}" : "";
        var errors = _errors == 0 ? "no errors" : $"[red]{_errors:#,0} errors[/]";
        return new Markup(
            $"[bold]{interval.Rate:#,0}{requested} messages/s[/]  p50 {Quantity.Format(interval.Latency.Percentile(50))}"
            + $"  p99 {Quantity.Format(interval.Latency.Percentile(99))}  {errors}  [grey]{Left(interval)}[/]  [blue]{Sparkline()}[/]");
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

    private string Sparkline()
    {
        var highest = _rates.Max();
        return string.Concat(_rates.Select(rate => Bars[highest > 0 ? (int)(rate / highest * (Bars.Length - 1)) : 0]));
    }
}
