using EchoActors.Mesh.Membership;

namespace EchoActors.Mesh.Wire;

/// <summary>The report that a node publishes: its name, its echo server's address, and its row of the matrix.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Echo">Where others reach its echo server.</param>
/// <param name="Paths">What it measured.</param>
/// <param name="Departures">The members that it knows to have ended without leaving.</param>
internal sealed record NodeReport(
    string Name, Endpoint Echo, IReadOnlyList<MeshPath> Paths, IReadOnlyList<Departure> Departures);
