namespace EchoActors.Mesh.Wire;

/// <summary>What one node says of itself: where its echo server is, and its row of the matrix.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Echo">Where others reach its echo server.</param>
/// <param name="Paths">What it measured.</param>
internal sealed record NodeReport(string Name, HostPort Echo, IReadOnlyList<MeshPath> Paths);
