namespace EchoActors.Probing.Ping;

/// <summary>A ping as a whole.</summary>
public sealed record PingSummary
{
    /// <summary>Probes that were begun.</summary>
    public required long Sent { get; init; }

    /// <summary>Probes that came back whole and unchanged.</summary>
    public long Echoed => RoundTrips.Count;

    /// <summary>Probes that did not.</summary>
    public required long Lost { get; init; }

    /// <summary>How often the server sent bytes that are no echo between probes.</summary>
    public required long Faults { get; init; }

    /// <summary>Whether a connection was ever established.</summary>
    public required bool HasConnected { get; init; }

    /// <summary>What the kernel has counted, or <see langword="null"/> where it does not tell (only Linux does) or no connection was established.</summary>
    public PathFigures? Path { get; init; }

    /// <summary>The round trips of the probes that came back.</summary>
    public required DurationHistogram RoundTrips { get; init; }

    /// <summary>
    /// The mean difference, either way, between one round trip and the next (RFC 3550, section 6.4.1, unsmoothed), or
    /// <see langword="null"/> if there were fewer than two.
    /// </summary>
    public required TimeSpan? Jitter { get; init; }
}
