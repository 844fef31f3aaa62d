using Akka.Cluster;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh.Membership;

/// <summary>One incarnation of a node, as this node knows it.</summary>
internal sealed class MeshNode(UniqueAddress address, MemberState state, DateTimeOffset now)
{
    public UniqueAddress Unique { get; } = address;

    public string Key { get; } = NodeRegistry.KeyOf(address);

    public string Node { get; } = new HostPort(address.Address.Host, address.Address.Port!.Value).ToString();

    public MemberState State { get; private set; } = state;

    public DateTimeOffset Since { get; private set; } = now;

    /// <summary>What it last published; <see langword="null"/> before the first and once it has withdrawn.</summary>
    public NodeReport? Report { get; private set; }

    public DateTimeOffset HeardAt { get; private set; } = now;

    /// <summary>What people call it: what it last said, also when it is gone.</summary>
    public string Name { get; private set; } = "";

    /// <summary>It said that it is leaving, and no one probes it any more.</summary>
    public bool HasWithdrawn { get; private set; }

    /// <summary>Whether it probes and is probed.</summary>
    public bool TakesPart => State is MemberState.Up or MemberState.Unreachable && !HasWithdrawn;

    /// <summary>What a member's status in the cluster is called here.</summary>
    public static MemberState StateOf(Member member) => member.Status switch
    {
        MemberStatus.Joining => MemberState.Joining,
        MemberStatus.Up or MemberStatus.WeaklyUp => MemberState.Up,
        MemberStatus.Down => MemberState.Unreachable,
        _ => MemberState.Leaving,
    };

    public void Enter(MemberState state, DateTimeOffset now)
    {
        if (State != state)
        {
            State = state;
            Since = now;
        }
    }

    public void Hear(NodeReport report, DateTimeOffset now)
    {
        Report = report;
        Name = report.Name;
        HeardAt = now;
        HasWithdrawn = false;
    }

    public void Withdraw()
    {
        Report = null;
        HasWithdrawn = true;
    }

    public MeshMember ToMember() => new(
        Node,
        Name.Length > 0 ? Name : Node,
        HasWithdrawn && State == MemberState.Up ? MemberState.Leaving : State,
        Since,
        HeardAt,
        Report?.Echo);
}
