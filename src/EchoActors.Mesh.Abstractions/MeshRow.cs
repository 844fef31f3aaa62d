namespace EchoActors.Mesh;

/// <summary>One row of the matrix: the paths that one node probes.</summary>
/// <param name="From">The node that probes.</param>
/// <param name="HeardAt">When this row was last heard, by the clock of the node that shows it.</param>
/// <param name="IsStale">
/// Whether it was not heard for more than three intervals and 2 s. The states of its paths are then
/// <see cref="PathState.Unknown"/>; their figures are the last that were heard.
/// </param>
/// <param name="Paths">The paths it probes, in order of <see cref="MeshPath.To"/>.</param>
public sealed record MeshRow(string From, DateTimeOffset HeardAt, bool IsStale, IReadOnlyList<MeshPath> Paths);
