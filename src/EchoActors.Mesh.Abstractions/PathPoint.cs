using System.Text.Json.Serialization;

namespace EchoActors.Mesh;

/// <summary>One point of a path's history: the figures of its window at one moment.</summary>
/// <param name="At">When it was heard, by the clock of the node that shows it.</param>
/// <param name="State">The state of the path.</param>
/// <param name="P50">The median round trip, or <see langword="null"/> if none came back.</param>
/// <param name="P99">The 99th percentile of the round trip, or <see langword="null"/> if none came back.</param>
/// <param name="Loss">The part of the probes that failed, 0 to 1.</param>
public readonly record struct PathPoint(
    DateTimeOffset At,
    PathState State,
    [property: JsonPropertyName("p50Ms")] TimeSpan? P50,
    [property: JsonPropertyName("p99Ms")] TimeSpan? P99,
    double Loss);
