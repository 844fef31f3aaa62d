using HdrHistogram;

namespace EchoActors.Probing.Ping;

/// <summary>Counts probes as they end.</summary>
internal sealed class PingFigures
{
    private readonly HistogramBase _roundTrips = Histograms.Create();
    private TimeSpan? _last;
    private TimeSpan _differences;
    private long _sent;
    private long _lost;

    public bool HasConnected { get; set; }

    public void Sent() => _sent++;

    /// <summary>The probe under way is not counted.</summary>
    public void Withdraw() => _sent--;

    public void Lost() => _lost++;

    public void Echoed(TimeSpan roundTrip)
    {
        _roundTrips.RecordValue(Histograms.Clamp((long)roundTrip.TotalNanoseconds));
        _differences += _last is { } last ? (roundTrip - last).Duration() : TimeSpan.Zero;
        _last = roundTrip;
    }

    public PingSummary Summary() => new()
    {
        Sent = _sent,
        Echoed = _roundTrips.TotalCount,
        Lost = _lost,
        HasConnected = HasConnected,
        RoundTrips = _roundTrips,
        Jitter = _roundTrips.TotalCount > 1 ? _differences / (_roundTrips.TotalCount - 1) : TimeSpan.Zero,
    };
}
