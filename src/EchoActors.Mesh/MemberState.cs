namespace EchoActors.Mesh;

/// <summary>What the cluster says of a node, as the node that shows it sees it.</summary>
public enum MemberState
{
    /// <summary>It is being let in.</summary>
    Joining,

    /// <summary>It takes part.</summary>
    Up,

    /// <summary>It is leaving gracefully.</summary>
    Leaving,

    /// <summary>It is a member, and the failure detector does not hear from it.</summary>
    Unreachable,

    /// <summary>It was removed without having left: it died, or was on the losing side of a partition.</summary>
    Gone,
}
