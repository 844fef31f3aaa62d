using System.Text.Json.Serialization;

namespace EchoActors.Mesh;

/// <summary>
/// One path of the matrix: one node's measurements of another. The figures cover the sliding window, which keeps only
/// failures when the path goes <see cref="PathState.Down"/>, and starts empty when it comes back.
/// </summary>
/// <param name="To">The node that is probed.</param>
/// <param name="State">The state of the path.</param>
/// <param name="Since">Since when it is in that state, by the prober's clock.</param>
/// <param name="Probes">How many probes the window holds.</param>
/// <param name="Lost">How many of them failed: no answer in time, a reset, no connection, or wrong bytes.</param>
/// <param name="Mismatches">How many of those came back with wrong bytes.</param>
/// <param name="P50">The median round trip, or <see langword="null"/> if none came back.</param>
/// <param name="P99">The 99th percentile of the round trip, or <see langword="null"/> if none came back.</param>
/// <param name="ConnectTime">How long the latest connection took to be made, or <see langword="null"/> if there was none.</param>
/// <param name="LastError">Why the latest failed probe failed, in one message, or <see langword="null"/> if none failed.</param>
/// <param name="LastErrorAt">When that was, by the prober's clock.</param>
public sealed record MeshPath(
    string To,
    PathState State,
    DateTimeOffset Since,
    int Probes,
    int Lost,
    int Mismatches,
    [property: JsonPropertyName("p50Ms")] TimeSpan? P50,
    [property: JsonPropertyName("p99Ms")] TimeSpan? P99,
    [property: JsonPropertyName("connectMs")] TimeSpan? ConnectTime,
    string? LastError,
    DateTimeOffset? LastErrorAt)
{
    /// <summary>
    /// The round trip that the kernel measures (TCP_INFO of tcp(7)): the echo's part of a probe is not in it. Null where the kernel
    /// does not tell.
    /// </summary>
    [JsonPropertyName("rttMs")]
    public TimeSpan? KernelRoundTrip { get; init; }

    /// <summary>
    /// How many segments were sent again on this path since it is probed, over all its connections. Null where the kernel does not
    /// tell.
    /// </summary>
    public long? Retransmitted { get; init; }

    /// <summary>The part of the window's probes that failed, 0 to 1.</summary>
    public double Loss => Probes == 0 ? 0 : (double)Lost / Probes;

    /// <summary>Whether the path is losing or down.</summary>
    [JsonIgnore]
    public bool IsBroken => State is PathState.Losing or PathState.Down;
}
