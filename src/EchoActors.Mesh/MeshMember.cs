namespace EchoActors.Mesh;

/// <summary>One node of the mesh.</summary>
/// <param name="Node">Its identity in the mesh: the address of its cluster member, <c>HOST:PORT</c>.</param>
/// <param name="Name">What people call it; not necessarily unique.</param>
/// <param name="State">What the cluster says of it.</param>
/// <param name="Since">Since when it is in that state, by the clock of the node that shows it.</param>
/// <param name="LastSeen">When it was last known to be reachable: now, or before it became unreachable.</param>
/// <param name="Echo">Where its echo server listens; <see langword="null"/> until it has said so, or once it is leaving.</param>
public sealed record MeshMember(
    string Node, string Name, MemberState State, DateTimeOffset Since, DateTimeOffset LastSeen, HostPort? Echo);
