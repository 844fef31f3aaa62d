namespace EchoActors.Filters;

/// <summary>
/// The faults in force on one listener. They may be changed, and may expire, while it serves; every connection follows, those
/// that are open as well. Any thread may use it.
/// </summary>
internal sealed class FaultControl
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private volatile InForce _latest;
    private volatile string _listener;

    /// <summary>Puts <paramref name="rules"/> in force.</summary>
    /// <param name="listener">The address of the listener.</param>
    /// <param name="rules">The faults.</param>
    /// <param name="counts">Where they are counted.</param>
    /// <param name="time">The clock by which they expire.</param>
    public FaultControl(string listener, FaultRules rules, FaultCounts counts, TimeProvider time)
    {
        _listener = listener;
        _time = time;
        _startedAt = time.GetTimestamp();
        Counts = counts;
        _latest = Begin(rules);
    }

    /// <summary>The address of the listener, with its real port once it is bound.</summary>
    public string Listener
    {
        get => _listener;
        set => _listener = value;
    }

    /// <summary>How often each fault has struck a connection of the listener.</summary>
    public FaultCounts Counts { get; }

    /// <summary>What is in force now, or null if nothing can go wrong.</summary>
    public InForce? Current =>
        _latest is var latest && (latest.Rules.IsEmpty || _time.GetTimestamp() >= latest.ExpiresAt) ? null : latest;

    /// <summary>The time since the control was made, on the clock by which rules expire.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_startedAt);

    /// <summary>Other faults from now on.</summary>
    public void Change(FaultRules rules) => _latest = Begin(rules);

    /// <summary>For how long the rules are still in force, or null for no limit.</summary>
    public TimeSpan? Left(InForce rules) =>
        rules.ExpiresAt is { } end ? _time.GetElapsedTime(_time.GetTimestamp(), end) : null;

    private InForce Begin(FaultRules rules) => new(
        rules, rules.Expires is { } limit ? _time.GetTimestamp() + (long)(limit.TotalSeconds * _time.TimestampFrequency) : null);

    /// <summary>Rules, since they were put in force.</summary>
    /// <param name="rules">The faults.</param>
    /// <param name="expiresAt">When they end, as a timestamp of the control's clock.</param>
    public sealed class InForce(FaultRules rules, long? expiresAt)
    {
        private readonly ulong _seed = rules.Seed ?? (ulong)Random.Shared.NextInt64();
        private long _connections;

        /// <summary>The faults.</summary>
        public FaultRules Rules { get; } = rules;

        /// <summary>When they end, as a timestamp of the control's clock, or null for never.</summary>
        public long? ExpiresAt { get; } = expiresAt;

        /// <summary>The plan for one more connection. With a seed the n-th connection always gets the same.</summary>
        public FaultPlan NextPlan(FaultCounts counts) =>
            new(Rules, SplitMix64.Derive(_seed, (ulong)Interlocked.Increment(ref _connections)), counts);
    }
}
