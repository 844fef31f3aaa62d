namespace EchoActors.Probing.Load;

/// <summary>One interval of the time line as reports keep it: an interval without its histogram.</summary>
/// <param name="Start">From the start of the measurement.</param>
/// <param name="Length">How long it was.</param>
/// <param name="RequestedRate">Sends per second that were due, or <see langword="null"/> in a closed loop.</param>
/// <param name="Rate">Messages echoed per second.</param>
/// <param name="Errors">Connections that ended badly.</param>
/// <param name="P50">Half of the latencies were at most this; null, as the figures after it, if nothing came back.</param>
/// <param name="P90">90 % were at most this.</param>
/// <param name="P99">99 % were at most this.</param>
/// <param name="Max">The longest latency.</param>
public sealed record LoadPoint(
    TimeSpan Start,
    TimeSpan Length,
    double? RequestedRate,
    double Rate,
    long Errors,
    TimeSpan? P50,
    TimeSpan? P90,
    TimeSpan? P99,
    TimeSpan? Max)
{
    /// <summary>The point of <paramref name="interval"/>.</summary>
    public static LoadPoint Of(LoadInterval interval) => new(
        interval.Start,
        interval.Length,
        interval.RequestedRate,
        interval.Rate,
        interval.Errors,
        interval.Latency.Percentile(50),
        interval.Latency.Percentile(90),
        interval.Latency.Percentile(99),
        interval.Latency.Longest);
}
