using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>The measurement of one step.</summary>
public sealed record LoadMeasurement
{
    /// <summary>The step that was requested.</summary>
    public required LoadStepSpec Step { get; init; }

    /// <summary>From the step's start to its last echo.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How many messages were sent, echoed and dropped.</summary>
    public required LoadCounts Counts { get; init; }

    /// <summary>How many connections ended badly, by cause.</summary>
    public required IReadOnlyDictionary<EchoEnd, long> Errors { get; init; }

    /// <summary>Latency; in an open loop from when each send was due (coordinated omission corrected).</summary>
    public required DurationHistogram Latency { get; init; }

    /// <summary>In an open loop, latency from when each send was made.</summary>
    public DurationHistogram? Uncorrected { get; init; }

    /// <summary>In an open loop, how long after it was due each send was made.</summary>
    public DurationHistogram? SendDelay { get; init; }

    /// <summary>How long each connection took to be established.</summary>
    public required DurationHistogram ConnectTime { get; init; }

    /// <summary>How long the TLS handshake of each connection took, after that.</summary>
    public DurationHistogram HandshakeTime { get; init; } = new();

    /// <summary>How many of those handshakes resumed a session.</summary>
    public long Resumed { get; init; }

    /// <summary>
    /// What the kernel has counted on the connections that were there at the step's end: the sum, and the round trip of the slowest.
    /// <see langword="null"/> with a connection for each message, and where the kernel does not tell (only Linux does).
    /// </summary>
    public PathFigures? Path { get; init; }

    /// <summary>Messages echoed per second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Counts.Echoed / Elapsed.TotalSeconds : 0;

    /// <summary>TLS handshakes per second.</summary>
    public double HandshakeRate => Elapsed > TimeSpan.Zero ? HandshakeTime.Count / Elapsed.TotalSeconds : 0;

    /// <summary>Bytes echoed per second, each counted once.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? Counts.Bytes / Elapsed.TotalSeconds : 0;

    /// <summary>How many connections ended badly.</summary>
    public long ErrorCount => Errors.Values.Sum();
}
