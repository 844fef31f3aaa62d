namespace EchoActors.Probing.Load;

/// <summary>
/// Where the connections of one step record what they measure, from whatever threads they run on; in nanoseconds, up to an
/// hour.
/// </summary>
internal sealed class LoadMeter(TimeProvider time, bool isOpenLoop, int intervalDigits)
{
    private readonly DurationRecorder _interval = new(intervalDigits);

    private readonly double _nanosecondsPerTimestamp = 1e9 / time.TimestampFrequency;

    /// <summary>All latencies: from when a send was due to when its echo was whole.</summary>
    public DurationHistogram Latency { get; } = new();

    /// <summary>In an open loop, the same from when the send was made: what a closed loop would have called latency.</summary>
    public DurationHistogram? Uncorrected { get; } = isOpenLoop ? new() : null;

    /// <summary>In an open loop, how long after it was due each send was made: the generator's own error.</summary>
    public DurationHistogram? SendDelay { get; } = isOpenLoop ? new() : null;

    /// <summary>How long each connection took to stand.</summary>
    public DurationHistogram ConnectTime { get; } = new();

    /// <summary>A send was made.</summary>
    public void Sent(long dueAt, long sentAt) => Record(SendDelay, dueAt, sentAt);

    /// <summary>An echo came back whole.</summary>
    public void Echoed(long dueAt, long sentAt, long echoedAt)
    {
        var latency = Nanoseconds(dueAt, echoedAt);
        Latency.Record(latency);
        _interval.Record(latency);
        Record(Uncorrected, sentAt, echoedAt);
    }

    /// <summary>A connection stands.</summary>
    public void Connected(TimeSpan connectTime) => ConnectTime.Record(connectTime);

    /// <summary>The latencies recorded since the last call.</summary>
    public DurationHistogram TakeInterval() => _interval.TakeInterval();

    private void Record(DurationHistogram? histogram, long from, long to) => histogram?.Record(Nanoseconds(from, to));

    private long Nanoseconds(long from, long to) => (long)((to - from) * _nanosecondsPerTimestamp);
}
