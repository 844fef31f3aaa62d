namespace EchoActors.Mesh.Wire;

/// <summary>What one node has put into the replicated registry.</summary>
internal abstract record NodeEntry;

/// <summary>Where a node's echo server is, and its row of the matrix.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Echo">Where others reach its echo server.</param>
/// <param name="Sequence">Grows with each report of the node, so that news is told from a repetition.</param>
/// <param name="Paths">What it measured.</param>
internal sealed record NodeReport(string Name, HostPort Echo, long Sequence, IReadOnlyList<MeshPath> Paths) : NodeEntry;

/// <summary>
/// An entry of a version that this one can't read, kept as it came: replicas hand entries on to each other, and must not
/// lose what only some of them understand.
/// </summary>
internal sealed record UnreadableEntry(string Manifest, byte[] Bytes) : NodeEntry;
