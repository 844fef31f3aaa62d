namespace EchoActors.Probing.Load;

/// <summary>A step while it runs, as <see cref="LoadRun"/> sees it: what is due when, and what was measured.</summary>
internal sealed class LoadStepProgress
{
    private readonly LoadOptions _options;
    private readonly TimeProvider _time;
    private readonly LoadStepSpec _step;
    private readonly SendSchedule? _schedule;
    private readonly long _startedAt;
    private readonly long _endsAt;
    private long _intervalAt;
    private long _intervalErrors;
    private long _haltedAt;
    private long? _abandonAt;
    private long _lastEchoAt;
    private LoadCounts _counts;
    private PathFigures? _path;

    public LoadStepProgress(LoadStepSpec step, bool isWarmup, LoadOptions options, TimeProvider time)
    {
        _step = step;
        _options = options;
        _time = time;
        IsWarmup = isWarmup;
        Meter = new LoadMeter(time, step.Rate is not null, options.IntervalDigits);
        Shared = new LoadStepShared(step, Meter);
        _startedAt = _lastEchoAt = _intervalAt = time.GetTimestamp();
        _endsAt = step.Duration is { } duration ? After(_startedAt, duration) : long.MaxValue;
        _schedule = step.Rate is { } rate
            ? new SendSchedule(_startedAt, rate, time.TimestampFrequency, step.Count ?? SendSchedule.CountIn(step.Duration!.Value, rate))
            : null;
    }

    public bool IsWarmup { get; }

    public LoadMeter Meter { get; }

    public LoadStepShared Shared { get; }

    public LoadErrors Errors { get; } = new();

    public int SettledConnections { get; private set; }

    private bool IsHalted => _abandonAt is not null;

    public bool TryTakeDue(long now, out long number, out long dueAt)
    {
        number = _schedule?.HandedOut ?? 0;
        dueAt = 0;
        return !IsHalted && _schedule is not null && _schedule.TryTake(now, out dueAt);
    }

    public bool MustHalt(long now) => !IsHalted && (now >= _endsAt || (_step.Count is not null && _schedule is { IsOver: true }));

    public void Halt(long now, TimeSpan grace)
    {
        _haltedAt = now;
        _abandonAt = After(now, grace);
    }

    /// <summary>True once, when the deadline for outstanding messages has passed.</summary>
    public bool TryAbandon(long now)
    {
        if (now < (_abandonAt ?? long.MaxValue))
        {
            return false;
        }

        _abandonAt = long.MaxValue;
        return true;
    }

    public void Settle(LoadWorker.Settled settled)
    {
        SettledConnections++;
        _counts += settled.Counts;
        _path = PathFigures.Sum(_path, settled.Path);
        _lastEchoAt = Math.Max(_lastEchoAt, settled.LastEchoAt);
    }

    /// <summary>When something is due next: a send, an interval's end, the step's end or its last deadline.</summary>
    public long NextAt
    {
        get
        {
            var next = Math.Min(After(_intervalAt, _options.Interval), _abandonAt ?? _endsAt);
            return !IsHalted && _schedule is { IsOver: false } ? Math.Min(next, _schedule.NextAt) : next;
        }
    }

    public LoadInterval? TryTakeInterval(long now, TimeSpan measured) =>
        now >= After(_intervalAt, _options.Interval) ? TakeInterval(now, measured) : null;

    public LoadInterval TakeLastInterval(TimeSpan measured) =>
        TakeInterval(Math.Max(Math.Max(_lastEchoAt, _haltedAt), _intervalAt), measured);

    /// <summary>The measurement of the step. To be called when every worker has settled.</summary>
    public LoadMeasurement Measure() => new()
    {
        Step = _step,
        Elapsed = _time.GetElapsedTime(_startedAt, EndedAt()),
        Counts = _counts,
        Errors = Errors.Counts,
        Latency = Meter.Latency,
        Uncorrected = Meter.Uncorrected,
        SendDelay = Meter.SendDelay,
        ConnectTime = Meter.ConnectTime,
        HandshakeTime = Meter.HandshakeTime,
        Resumed = Meter.Resumed,
        Path = _path,
    };

    // If no message came back, the step took until now.
    private long EndedAt()
    {
        var endedAt = Math.Max(_lastEchoAt, _haltedAt);
        return endedAt > _startedAt ? endedAt : _time.GetTimestamp();
    }

    private LoadInterval TakeInterval(long now, TimeSpan measured)
    {
        var latency = Meter.TakeInterval();
        var interval = new LoadInterval(
            measured + _time.GetElapsedTime(_startedAt, _intervalAt),
            _time.GetElapsedTime(_intervalAt, now),
            _step.Rate,
            latency.Count,
            Errors.Count - _intervalErrors,
            latency,
            IsWarmup);
        _intervalAt = now;
        _intervalErrors = Errors.Count;
        return interval;
    }

    private long After(long timestamp, TimeSpan duration) =>
        timestamp + (long)(duration.TotalSeconds * _time.TimestampFrequency);
}
