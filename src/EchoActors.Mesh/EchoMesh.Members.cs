using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using EchoActors.Mesh.Membership;
using EchoActors.Mesh.Paths;

namespace EchoActors.Mesh;

/// <content>How a node joins, and how it follows the other members.</content>
public sealed partial class EchoMesh
{
    private void AskToJoin(IReadOnlyList<HostPort> seeds)
    {
        if (seeds.Count == 0)
        {
            _cluster.Join(_cluster.SelfAddress);
            return;
        }

        var addresses = seeds.Select(_cluster.SelfAddress.At).ToList();
        _cluster.JoinSeedNodes(addresses);
        WatchSeeds(addresses);
    }

    // The first seed starts a mesh by itself: that no other seed answers it is no fault.
    private void WatchSeeds(IReadOnlyList<Address> seeds)
    {
        if (seeds.Count == 0 || seeds[0].Equals(_cluster.SelfAddress))
        {
            return;
        }

        var others = seeds.Where(seed => !seed.Equals(_cluster.SelfAddress)).Distinct().ToList();
        _nodes.NoteSeeds(others.Select(seed => seed.ToHostPort()));
        _associations.Tell(new AssociationWatch.Ask(others));
    }

    private void Follow(ClusterEvent.IMemberEvent change)
    {
        if (change is ClusterEvent.MemberRemoved removed)
        {
            Remove(removed.Member.UniqueAddress, hasLeft: removed.PreviousStatus != MemberStatus.Down);
        }
        else if (change is not ClusterEvent.MemberDowned) // it stays unreachable until it is removed
        {
            Follow(change.Member, MeshNode.StateOf(change.Member));
        }
    }

    private void Follow(Member member, MemberState state)
    {
        if (!member.HasRole(_options.Role))
        {
            return;
        }

        var before = _nodes.Find(ReportExchange.KeyOf(member.UniqueAddress))?.State;
        if (_nodes.Set(member.UniqueAddress, state, Now))
        {
            Follow(member.UniqueAddress);
        }

        if (before != state)
        {
            LogState(_nodes.Find(ReportExchange.KeyOf(member.UniqueAddress))!, before);
        }

        Retarget();
        if (IsSelf(member.UniqueAddress) && state == MemberState.Up)
        {
            Publish();
        }
    }

    private void LogState(MeshNode node, MemberState? before)
    {
        if (node.Key == _nodes.SelfKey && node.State == MemberState.Up)
        {
            _log.Info("joined the mesh as {Name} ({Node})", _name, _self);
            _nodes.NoteSeeds([]);
            _associations.Tell(AssociationWatch.Joined.Instance);
        }
        else if (node.State == MemberState.Unreachable)
        {
            MembershipLog.Unreachable(_log, node);
        }
        else if (before == MemberState.Unreachable)
        {
            MembershipLog.Reachable(_log, node);
        }
    }

    private void Remove(UniqueAddress address, bool hasLeft)
    {
        if (_nodes.Remove(address, hasLeft, Now) is { } node && !IsSelf(address))
        {
            if (hasLeft || node.HasWithdrawn)
            {
                MembershipLog.Left(_log, node);
            }
            else
            {
                MembershipLog.Gone(_log, node);
            }
        }

        _exchange.Tell(new ReportExchange.Unfollow(address));
        Retarget();
    }

    private void FollowAll()
    {
        foreach (var node in _nodes.Members)
        {
            Follow(node.Unique);
        }
    }

    private void Follow(UniqueAddress node)
    {
        if (!IsSelf(node))
        {
            _exchange.Tell(new ReportExchange.Follow(node));
        }
    }

    private void Hear(ReportExchange.Heard heard)
    {
        var before = _nodes.Find(heard.Key)?.Report;
        foreach (var departure in _nodes.Hear(heard.Key, heard.Report, Now))
        {
            MembershipLog.Gone(_log, departure);
        }

        if (_nodes.Find(heard.Key) is { Report: not null } node && before is null)
        {
            MembershipLog.Joined(_log, node);
        }

        LogNamesakes();
        if (before?.Echo == heard.Report.Echo)
        {
            Soon(ShowDue.Instance, Pacing.Prompt);
        }
        else
        {
            Retarget();
        }
    }

    // Each of the two nodes hears the other's name, so both say it.
    private void LogNamesakes()
    {
        foreach (var namesake in _nodes.Namesakes(_name).Where(node => _namesakes.Add(node.Key)))
        {
            MembershipLog.SameName(_log, namesake);
        }
    }
}
