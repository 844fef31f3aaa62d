namespace EchoActors.Filters;

/// <summary>What the rules do to one connection, decided by its seed alone.</summary>
internal sealed class FaultPlan
{
    private readonly FaultCounts _counts;
    private readonly DelayRule? _delay;
    private readonly SliceRule? _slice;
    private SplitMix64 _delays;
    private SplitMix64 _slices;

    public FaultPlan(FaultRules rules, ulong seed, FaultCounts counts)
    {
        _counts = counts;
        _delay = rules.Find<DelayRule>(FaultKind.Delay);
        _slice = rules.Find<SliceRule>(FaultKind.Slice);
        _delays = Random(FaultKind.Delay);
        _slices = Random(FaultKind.Slice);
        Chunks = new ChunkFaults(rules, seed, counts);
        Refuses = Strikes(rules.Find(FaultKind.Refuse));
        NeverCloses = Strikes(rules.Find(FaultKind.NoClose));
        Stall = Struck<StallRule>(FaultKind.Stall);
        BytesPerSecond = Struck<ThrottleRule>(FaultKind.Throttle)?.BytesPerSecond;
        var (truncate, reset) = (Struck<CutRule>(FaultKind.Truncate), Struck<CutRule>(FaultKind.Reset));
        Cut = truncate is null || reset?.Offset < truncate.Offset ? reset : truncate;

        T? Struck<T>(FaultKind kind)
            where T : FaultRule => rules.Find<T>(kind) is { } rule && Strikes(rule) ? rule : null;

        bool Strikes(FaultRule? rule) => rule is not null && Random(rule.Kind).NextDouble() < rule.Probability;

        SplitMix64 Random(FaultKind kind) => new(SplitMix64.Derive(seed, (ulong)kind));
    }

    /// <summary>Whether the connection is reset when it is accepted.</summary>
    public bool Refuses { get; }

    /// <summary>Whether the server does not end its side of the stream.</summary>
    public bool NeverCloses { get; }

    /// <summary>Where the echo pauses.</summary>
    public StallRule? Stall { get; }

    /// <summary>Where the echo ends, and how.</summary>
    public CutRule? Cut { get; }

    /// <summary>The rate of the echo, or null for no limit.</summary>
    public long? BytesPerSecond { get; }

    /// <summary>The changes of its bytes.</summary>
    public ChunkFaults Chunks { get; }

    /// <summary>By how long the next chunk is delayed.</summary>
    public TimeSpan NextDelay()
    {
        if (_delay is null || _delays.NextDouble() >= _delay.Probability)
        {
            return TimeSpan.Zero;
        }

        _counts.Add(FaultKind.Delay);
        var factor = _delays.NextDouble();
        return _delay.IsExponential
            ? _delay.Mean * -Math.Log(1 - factor)
            : _delay.Mean + (_delay.Spread * ((2 * factor) - 1));
    }

    /// <summary>Whether the next chunk comes back in pieces.</summary>
    public bool SlicesNext()
    {
        if (_slice is null || _slices.NextDouble() >= _slice.Probability)
        {
            return false;
        }

        _counts.Add(FaultKind.Slice);
        return true;
    }

    /// <summary>The length of the next piece of a chunk that comes back in pieces.</summary>
    public int NextSlice() => _slices.Next(_slice!.Least, _slice.Most);
}
