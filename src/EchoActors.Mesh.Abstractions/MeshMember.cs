namespace EchoActors.Mesh;

/// <summary>One node of the mesh.</summary>
/// <param name="Node">Its identity in the mesh: the address of its cluster member, <c>HOST:PORT</c>.</param>
/// <param name="Name">What people call it; not necessarily unique.</param>
/// <param name="State">Its state in the cluster.</param>
/// <param name="Since">Since when it is in that state, by the clock of the node that shows it.</param>
/// <param name="LastSeen">When its latest report was heard, by the clock of the node that shows it.</param>
/// <param name="Echo">Where others reach its echo server; <see langword="null"/> before its first report, when it leaves and when it is gone.</param>
public sealed record MeshMember(
    string Node, string Name, MemberState State, DateTimeOffset Since, DateTimeOffset LastSeen, Endpoint? Echo);
