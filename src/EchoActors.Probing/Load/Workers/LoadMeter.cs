namespace EchoActors.Probing.Load;

/// <summary>
/// The histograms of one step. Its workers record in them, from any thread.
/// </summary>
internal sealed class LoadMeter(TimeProvider time, bool isOpenLoop, int intervalDigits)
{
    private readonly DurationRecorder _interval = new(intervalDigits);

    private readonly double _nanosecondsPerTimestamp = 1e9 / time.TimestampFrequency;

    /// <summary>All latencies: from the time a send was due until its echo was complete.</summary>
    public DurationHistogram Latency { get; } = new();

    /// <summary>In an open loop, the same from when the send was made, as a closed loop counts it.</summary>
    public DurationHistogram? Uncorrected { get; } = isOpenLoop ? new() : null;

    /// <summary>In an open loop, how long after it was due each send was made: the error of the generator.</summary>
    public DurationHistogram? SendDelay { get; } = isOpenLoop ? new() : null;

    /// <summary>How long each connection took to be established.</summary>
    public DurationHistogram ConnectTime { get; } = new();

    /// <summary>How long the TLS handshake of each connection took, after that.</summary>
    public DurationHistogram HandshakeTime { get; } = new();

    /// <summary>How many of those handshakes resumed a session.</summary>
    public long Resumed { get; private set; }

    /// <summary>A send was made.</summary>
    public void Sent(long dueAt, long sentAt) => Record(SendDelay, dueAt, sentAt);

    /// <summary>An echo is complete.</summary>
    public void Echoed(long dueAt, long sentAt, long echoedAt)
    {
        var latency = Nanoseconds(dueAt, echoedAt);
        Latency.Record(latency);
        _interval.Record(latency);
        Record(Uncorrected, sentAt, echoedAt);
    }

    /// <summary>A connection is established.</summary>
    public void Connected(LoadWorker.Opened opened)
    {
        ConnectTime.Record(opened.ConnectTime);
        if (opened.HandshakeTime is { } handshake)
        {
            HandshakeTime.Record(handshake);
            Resumed += opened.IsResumed ? 1 : 0; // only LoadRun calls this
        }
    }

    /// <summary>The latencies recorded since the last call.</summary>
    public DurationHistogram TakeInterval() => _interval.TakeInterval();

    private void Record(DurationHistogram? histogram, long from, long to) => histogram?.Record(Nanoseconds(from, to));

    private long Nanoseconds(long from, long to) => (long)((to - from) * _nanosecondsPerTimestamp);
}
