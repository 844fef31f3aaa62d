namespace EchoActors.Probing.Load;

/// <summary>One interval of the time line of a load, a second by default.</summary>
/// <param name="Start">From the start of the measurement, without warm-up; during the warm-up, from its start.</param>
/// <param name="Length">How long it was.</param>
/// <param name="RequestedRate">Sends per second that were due, or <see langword="null"/> in a closed loop.</param>
/// <param name="Echoed">Messages that came back whole.</param>
/// <param name="Errors">Connections that ended badly.</param>
/// <param name="Latency">Latencies of those that came back.</param>
/// <param name="IsWarmup">Whether it belongs to the warm-up, which is in no result.</param>
public sealed record LoadInterval(
    TimeSpan Start,
    TimeSpan Length,
    double? RequestedRate,
    long Echoed,
    long Errors,
    DurationHistogram Latency,
    bool IsWarmup)
{
    /// <summary>Messages echoed per second.</summary>
    public double Rate => Length > TimeSpan.Zero ? Echoed / Length.TotalSeconds : 0;
}
