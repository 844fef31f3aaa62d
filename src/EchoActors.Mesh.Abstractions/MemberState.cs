namespace EchoActors.Mesh;

/// <summary>The state of a member in the cluster, as seen by the node that shows it.</summary>
public enum MemberState
{
    /// <summary>It is being let in.</summary>
    Joining,

    /// <summary>It probes and is probed.</summary>
    Up,

    /// <summary>It is leaving gracefully.</summary>
    Leaving,

    /// <summary>It is a member, and the failure detector does not hear from it.</summary>
    Unreachable,

    /// <summary>It was removed without leaving: it died, or was on the losing side of a partition.</summary>
    Gone,
}
