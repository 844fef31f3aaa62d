using Akka.Cluster;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh.Membership;

/// <summary>One incarnation of a node, as this node knows it.</summary>
internal sealed class MeshNode(UniqueAddress address, MemberState state, DateTimeOffset now, TimeProvider time)
{
    private long _heardAt = time.GetTimestamp();

    public UniqueAddress Unique { get; } = address;

    public string Key { get; } = ReportExchange.KeyOf(address);

    public string Node { get; } = address.Address.ToHostPort().ToString();

    public MemberState State { get; private set; } = state;

    public DateTimeOffset Since { get; private set; } = now;

    /// <summary>Its latest report; <see langword="null"/> before the first one and after it withdrew.</summary>
    public NodeReport? Report { get; private set; }

    public DateTimeOffset HeardAt { get; private set; } = now;

    /// <summary>For how long nothing was heard of it, by the monotonic clock.</summary>
    public TimeSpan Silence => time.GetElapsedTime(_heardAt);

    /// <summary>Its display name; its address until it has published a name.</summary>
    public string Name { get; private set; } = address.Address.ToHostPort().ToString();

    /// <summary>It announced that it leaves. No node probes it any more.</summary>
    public bool HasWithdrawn { get; private set; }

    /// <summary>Whether it probes and is probed.</summary>
    public bool TakesPart => State is MemberState.Up or MemberState.Unreachable && !HasWithdrawn;

    /// <summary>The state that a member's status in the cluster stands for.</summary>
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
        _heardAt = time.GetTimestamp();
        HasWithdrawn = false;
    }

    public void Withdraw()
    {
        Report = null;
        HasWithdrawn = true;
    }

    /// <summary>This node as one that ended without leaving.</summary>
    public Departure ToDeparture(DateTimeOffset now) => new(Node, Unique.Uid, Name, now, HeardAt, IsForgotten: false);

    public MeshMember ToMember() => new(
        Node,
        Name,
        HasWithdrawn && State == MemberState.Up ? MemberState.Leaving : State,
        Since,
        HeardAt,
        Report?.Echo);
}
