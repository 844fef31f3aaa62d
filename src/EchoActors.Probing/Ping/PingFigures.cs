using EchoActors.Transport;

namespace EchoActors.Probing.Ping;

/// <summary>Counts probes as they end.</summary>
internal sealed class PingFigures
{
    private readonly DurationHistogram _roundTrips = new();
    private TimeSpan? _last;
    private TimeSpan _differences;
    private long _sent;
    private long _lost;
    private long _faults;
    private PathFigures? _path;

    public bool HasConnected { get; set; }

    public void Sent() => _sent++;

    /// <summary>Takes back the count of the probe that is outstanding.</summary>
    public void Withdraw() => _sent--;

    public void Lost() => _lost++;

    public void Fault() => _faults++;

    /// <summary>Adds what the kernel has counted on a connection that ends.</summary>
    public void Add(TcpPathInfo? kernel) => _path = PathFigures.Add(_path, kernel);

    public void Echoed(TimeSpan roundTrip)
    {
        _roundTrips.Record(roundTrip);
        _differences += _last is { } last ? (roundTrip - last).Duration() : TimeSpan.Zero;
        _last = roundTrip;
    }

    public PingSummary Summary() => new()
    {
        Sent = _sent,
        Lost = _lost,
        Faults = _faults,
        HasConnected = HasConnected,
        Path = _path,
        RoundTrips = _roundTrips,
        Jitter = _roundTrips.Count > 1 ? _differences / (_roundTrips.Count - 1) : null,
    };
}
