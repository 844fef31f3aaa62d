namespace EchoActors.Mesh.Membership;

/// <summary>A member that ended without leaving, as the nodes tell each other of it.</summary>
/// <param name="Node">Its address, <c>HOST:PORT</c>.</param>
/// <param name="Uid">Which incarnation at that address.</param>
/// <param name="Name">What people called it.</param>
/// <param name="Since">When the node that saw it first removed it, by that node's clock.</param>
/// <param name="LastSeen">When that node last heard of it, by the same clock.</param>
/// <param name="IsForgotten">Someone asked to forget it: it is no longer shown.</param>
internal sealed record Departure(
    string Node, int Uid, string Name, DateTimeOffset Since, DateTimeOffset LastSeen, bool IsForgotten)
{
    /// <summary>Distinguishes this incarnation from all others of the same address.</summary>
    public string Key => $"{Node}#{Uid}";

    public MeshMember ToMember() => new(Node, Name, MemberState.Gone, Since, LastSeen, Echo: null);
}
