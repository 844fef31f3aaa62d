namespace EchoActors.Benchmarks.Workloads;

/// <summary>One figure of a measurement: its heading, how it is written, and whether its ratio to the first peer says something.</summary>
internal sealed record Metric(string Title, string Format, bool ShowsRatio)
{
    internal static readonly Metric MessageRate = new("messages/s", "N0", ShowsRatio: true);
    internal static readonly Metric ExchangeRate = new("exchanges/s", "N0", ShowsRatio: true);
    internal static readonly Metric MedianLatency = new("p50, µs", "N0", ShowsRatio: false);
    internal static readonly Metric TailLatency = new("p99, µs", "N0", ShowsRatio: true);
    internal static readonly Metric CpuTime = new("CPU, µs each", "0.00", ShowsRatio: true);
    internal static readonly Metric Resident = new("resident, MB", "N0", ShowsRatio: false);
    internal static readonly Metric SlowestShare = new("slowest/median connection", "0.00", ShowsRatio: false);
    internal static readonly Metric LoadBusy = new("load generator busy", "P0", ShowsRatio: false);
    internal static readonly Metric IdleConnection = new("KB per connection", "0.0", ShowsRatio: true);
    internal static readonly Metric FirstSecond = new("first second/steady", "0.00", ShowsRatio: true);
    internal static readonly Metric SecondSecond = new("second second/steady", "0.00", ShowsRatio: false);
    internal static readonly Metric NearlySteady = new("at 0.9 of steady after, s", "0.00", ShowsRatio: false);
    internal static readonly Metric SteadyRate = new("steady, /s", "N0", ShowsRatio: false);
    internal static readonly Metric OneCoreRate = new("one core, /s", "N0", ShowsRatio: false);
    internal static readonly Metric TwoCoreRate = new("two cores, /s", "N0", ShowsRatio: false);
    internal static readonly Metric Growth = new("two cores/one", "0.00", ShowsRatio: true);
}
