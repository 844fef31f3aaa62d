using HdrHistogram;

namespace EchoActors.Probing.Ping;

/// <summary>A ping as a whole.</summary>
public sealed record PingSummary
{
    /// <summary>Probes that were begun.</summary>
    public required long Sent { get; init; }

    /// <summary>Probes that came back whole and unchanged.</summary>
    public required long Echoed { get; init; }

    /// <summary>Probes that did not.</summary>
    public required long Lost { get; init; }

    /// <summary>Whether a connection ever stood.</summary>
    public required bool HasConnected { get; init; }

    /// <summary>Round trips in nanoseconds, to three digits.</summary>
    public required HistogramBase RoundTrips { get; init; }

    /// <summary>The shortest round trip, exactly; zero if there was none.</summary>
    public required TimeSpan Shortest { get; init; }

    /// <summary>The mean round trip; zero if there was none.</summary>
    public required TimeSpan Mean { get; init; }

    /// <summary>The longest round trip, exactly; zero if there was none.</summary>
    public required TimeSpan Longest { get; init; }

    /// <summary>The mean difference, either way, between one round trip and the next (RFC 3550, section 6.4.1, unsmoothed).</summary>
    public required TimeSpan Jitter { get; init; }

    /// <summary>The round trip that <paramref name="percentile"/> per cent don't exceed; zero if there was none.</summary>
    public TimeSpan Percentile(double percentile)
    {
        // A histogram's value stands for all that share its first digits: it may lie above the longest.
        var found = RoundTrips.Percentile(percentile);
        return found < Longest ? found : Longest;
    }
}
