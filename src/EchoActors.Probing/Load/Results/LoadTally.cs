using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>The measurements of a load so far, over all its steps.</summary>
internal sealed class LoadTally(LoadOptions options, TimeProvider time)
{
    // The rest of an interval at the end of a step becomes a point of the time line only if it is long enough to have a rate.
    private const int ShortestPoint = 20;

    private readonly LoadErrors _errors = new();
    private readonly DurationHistogram _connectTime = new();
    private readonly DurationHistogram _handshakeTime = new();
    private long _resumed;
    private readonly List<LoadMeasurement> _steps = [];
    private readonly List<LoadPoint> _points = [];
    private DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>The steps that were measured, without the warm-up.</summary>
    public IReadOnlyList<LoadMeasurement> Steps => _steps;

    /// <summary>How long those steps took.</summary>
    public TimeSpan Measured { get; private set; }

    /// <summary>How many connections were established, each counted as often as it was.</summary>
    public int Connected { get; private set; }

    /// <summary>How many workers gave up.</summary>
    public int GaveUp { get; private set; }

    /// <summary>Why the load ends before its time, or <see langword="null"/> if it doesn't.</summary>
    public string? Partial { get; private set; }

    /// <summary>The load ends before its time. The first reason is kept.</summary>
    public void EndEarly(string why) => Partial ??= why;

    public void BeginStep(bool isWarmup)
    {
        if (!isWarmup && _steps.Count == 0)
        {
            _startedAt = time.GetUtcNow();
        }
    }

    public void Add(LoadInterval interval)
    {
        if (!interval.IsWarmup && interval.Length > options.Interval / ShortestPoint)
        {
            _points.Add(LoadPoint.Of(interval));
        }
    }

    public void Add(LoadMeasurement step)
    {
        Measured += step.Elapsed;
        _steps.Add(step);
    }

    public void Count(LoadWorker.Opened opened, LoadStepProgress? running)
    {
        Connected++;
        _connectTime.Record(opened.ConnectTime);
        if (opened.HandshakeTime is { } handshake)
        {
            _handshakeTime.Record(handshake);
            _resumed += opened.IsResumed ? 1 : 0;
        }

        running?.Meter.Connected(opened);
    }

    public void Count(LoadWorker.Failed failed, LoadStepProgress? running)
    {
        GaveUp += failed.GivesUp ? 1 : 0;
        var end = failed.Outcome.End;
        if (end == EchoEnd.Abandoned && Partial is not null)
        {
            return;
        }

        // The load abandons only messages that are overdue.
        end = end == EchoEnd.Abandoned ? EchoEnd.AnswerTimedOut : end;
        _errors.Add(failed.Connection, end, failed.Outcome.Message);
        running?.Errors.Add(failed.Connection, end, failed.Outcome.Message);
    }

    public LoadResult Result() => new()
    {
        Options = options,
        StartedAt = _startedAt,
        Steps = _steps,
        Points = _points,
        Errors = _errors.Counts,
        ErrorMessages = _errors.Messages,
        Connected = Connected,
        ConnectTime = _connectTime,
        HandshakeTime = _handshakeTime,
        Resumed = _resumed,
        Partial = Partial,
    };
}
