namespace EchoActors.Mesh;

/// <summary>One row of the matrix: all that one node measures.</summary>
/// <param name="From">The node that probes.</param>
/// <param name="HeardAt">When this row was last heard, by the clock of the node that shows it.</param>
/// <param name="IsStale">
/// Whether it is older than it should be; the states of its paths are then <see cref="PathState.Unknown"/>, and its
/// figures the last that were heard.
/// </param>
/// <param name="Paths">The paths it probes, in order of <see cref="MeshPath.To"/>.</param>
public sealed record MeshRow(string From, DateTimeOffset HeardAt, bool IsStale, IReadOnlyList<MeshPath> Paths);
