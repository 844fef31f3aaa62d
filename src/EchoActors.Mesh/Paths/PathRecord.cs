using EchoActors.Transport;

namespace EchoActors.Mesh.Paths;

/// <summary>
/// The window of one path and the state that follows from it. A state is entered at one threshold and left at another, so
/// that a path on the edge does not flap.
/// </summary>
internal sealed class PathRecord(string to, MeshOptions options, DateTimeOffset now)
{
    // In a short window one failed probe would already be above the threshold.
    private const int FewestLost = 2;

    // The first round trips of a process are slow because its code is cold.
    private const int FewestAnswered = 5;

    private const int LongestError = 200;

    private readonly PathWindow _window = new(options.Window);
    private int _answeredInARow;
    private long _retransmittedBefore; // on connections that have ended
    private long? _retransmitted;
    private TimeSpan? _kernelRoundTrip;

    public PathState State { get; private set; } = PathState.Unknown;

    public DateTimeOffset Since { get; private set; } = now;

    public TimeSpan? ConnectTime { get; set; }

    public string? LastError { get; private set; }

    public DateTimeOffset? LastErrorAt { get; private set; }

    public int FailedInARow { get; private set; }

    /// <summary>Whether the next probe may change whether the path is down.</summary>
    public bool IsInDoubt => State == PathState.Down ? _answeredInARow > 0 : FailedInARow > 0;

    public void Add(ProbeResult result, DateTimeOffset now)
    {
        _window.Add(result);
        if (result.Error is { } error)
        {
            FailedInARow++;
            _answeredInARow = 0;
            LastError = error.Length <= LongestError ? error : error[..LongestError] + "…";
            LastErrorAt = now;
        }
        else
        {
            FailedInARow = 0;
            _answeredInARow++;
        }

        if (State == PathState.Down && _answeredInARow >= options.UpAfter)
        {
            // The failures of the outage must not count against the path that is up again.
            _window.Clear();
            _window.Add(result);
            Enter(PathState.Up, now);
        }
        else if (State != PathState.Down)
        {
            Enter(Judge(), now);
            if (State == PathState.Down)
            {
                // Earlier answers would make it look as if some probes still came back, so only the failures are kept.
                _window.KeepLatest(FailedInARow);
            }
        }
    }

    /// <summary>Notes what the kernel has counted on the current connection, where it tells.</summary>
    public void Add(TcpPathInfo? kernel)
    {
        if (kernel is { } info)
        {
            _kernelRoundTrip = info.RoundTrip;
            _retransmitted = _retransmittedBefore + info.Retransmitted;
        }
    }

    /// <summary>The next figures of the kernel are those of another connection.</summary>
    public void EndConnection() => _retransmittedBefore = _retransmitted ?? 0;

    public MeshPath Snapshot()
    {
        var roundTrips = _window.RoundTrips(0.5, 0.99);
        return new MeshPath(
            to,
            State,
            Since,
            _window.Probes,
            _window.Lost,
            _window.Mismatches,
            roundTrips[0],
            roundTrips[1],
            ConnectTime,
            LastError,
            LastErrorAt)
        {
            KernelRoundTrip = _kernelRoundTrip,
            Retransmitted = _retransmitted,
        };
    }

    private PathState Judge()
    {
        if (FailedInARow >= options.DownAfter)
        {
            return PathState.Down;
        }

        if (_window.Lost == _window.Probes)
        {
            return PathState.Unknown; // no probe was answered yet, and too few failed for Down
        }

        if (State == PathState.Losing
            ? _window.Loss >= options.LosingLeave
            : _window.Lost >= FewestLost && _window.Loss >= options.LosingEnter)
        {
            return PathState.Losing;
        }

        return _window.Probes - _window.Lost >= FewestAnswered
            && _window.RoundTrips(0.5)[0] >= (State == PathState.Slow ? options.SlowLeave : options.SlowEnter)
            ? PathState.Slow
            : PathState.Up;
    }

    private void Enter(PathState state, DateTimeOffset now)
    {
        if (State != state)
        {
            State = state;
            Since = now;
        }
    }
}
