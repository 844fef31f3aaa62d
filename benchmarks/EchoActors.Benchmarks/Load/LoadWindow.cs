using HdrHistogram;

namespace EchoActors.Benchmarks.Load;

/// <summary>What a load saw during one stretch of time. Latencies are in nanoseconds.</summary>
/// <param name="Elapsed">How long it was.</param>
/// <param name="Exchanges">Messages that came back whole, or connections that did.</param>
/// <param name="Latencies">Of each exchange, to 1 %.</param>
/// <param name="Busy">The share of the time that the load generator had work: near 1, it may be what is measured.</param>
/// <param name="SlowestShare">The slowest connection's exchanges over the median connection's.</param>
internal sealed record LoadWindow(
    TimeSpan Elapsed, long Exchanges, LongHistogram Latencies, double Busy, double? SlowestShare)
{
    internal double Rate => Exchanges / Elapsed.TotalSeconds;
}
