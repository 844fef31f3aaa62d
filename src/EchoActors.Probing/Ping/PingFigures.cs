using HdrHistogram;

namespace EchoActors.Probing.Ping;

/// <summary>Counts probes as they end.</summary>
internal sealed class PingFigures
{
    private readonly HistogramBase _roundTrips = Histograms.Create();
    private TimeSpan _shortest = TimeSpan.MaxValue;
    private TimeSpan _longest;
    private TimeSpan _sum;
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
        _shortest = roundTrip < _shortest ? roundTrip : _shortest;
        _longest = roundTrip > _longest ? roundTrip : _longest;
        _sum += roundTrip;
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
        Shortest = _roundTrips.TotalCount > 0 ? _shortest : TimeSpan.Zero,
        Mean = _roundTrips.TotalCount > 0 ? _sum / _roundTrips.TotalCount : TimeSpan.Zero,
        Longest = _longest,
        Jitter = _roundTrips.TotalCount > 1 ? _differences / (_roundTrips.TotalCount - 1) : TimeSpan.Zero,
    };
}
