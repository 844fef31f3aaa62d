using HdrHistogram;

namespace EchoActors.Probing.Load;

/// <summary>
/// Where the connections of one step record what they measure, from whatever threads they run on; in nanoseconds, up to an
/// hour.
/// </summary>
internal sealed class LoadMeter(TimeProvider time, bool isOpenLoop, int intervalDigits)
{
    private readonly Recorder _interval = HistogramFactory.With64BitBucketSize()
        .WithValuesUpTo(Histograms.Longest).WithPrecisionOf(intervalDigits)
        .WithThreadSafeWrites().WithThreadSafeReads().Create();

    private readonly double _nanosecondsPerTimestamp = 1e9 / time.TimestampFrequency;

    /// <summary>All latencies: from when a send was due to when its echo was whole.</summary>
    public HistogramBase Latency { get; } = Histograms.CreateConcurrent();

    /// <summary>In an open loop, the same from when the send was made: what a closed loop would have called latency.</summary>
    public HistogramBase? Uncorrected { get; } = isOpenLoop ? Histograms.CreateConcurrent() : null;

    /// <summary>In an open loop, how long after it was due each send was made: the generator's own error.</summary>
    public HistogramBase? SendDelay { get; } = isOpenLoop ? Histograms.CreateConcurrent() : null;

    /// <summary>How long each connection took to stand.</summary>
    public HistogramBase ConnectTime { get; } = Histograms.CreateConcurrent();

    /// <summary>A send was made.</summary>
    public void Sent(long dueAt, long sentAt) => Record(SendDelay, dueAt, sentAt);

    /// <summary>An echo came back whole.</summary>
    public void Echoed(long dueAt, long sentAt, long echoedAt)
    {
        var latency = Nanoseconds(dueAt, echoedAt);
        Latency.RecordValue(latency);
        _interval.RecordValue(latency);
        Record(Uncorrected, sentAt, echoedAt);
    }

    /// <summary>A connection stands.</summary>
    public void Connected(TimeSpan connectTime) =>
        ConnectTime.RecordValue(Histograms.Clamp((long)connectTime.TotalNanoseconds));

    /// <summary>The latencies recorded since the last call.</summary>
    public HistogramBase TakeInterval() => _interval.GetIntervalHistogram();

    private void Record(HistogramBase? histogram, long from, long to) => histogram?.RecordValue(Nanoseconds(from, to));

    private long Nanoseconds(long from, long to) => Histograms.Clamp((long)((to - from) * _nanosecondsPerTimestamp));
}
