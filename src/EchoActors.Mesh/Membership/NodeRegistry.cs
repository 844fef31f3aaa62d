using Akka.Actor;
using Akka.Cluster;
using Akka.DistributedData;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh.Membership;

/// <summary>
/// What the nodes say of themselves, replicated: one register for each address, written by the node there alone. Tells its
/// parent what it hears of the nodes that it follows.
/// </summary>
/// <remarks>
/// Replication hands each report on to all the other nodes; gossip is for those that it can't reach. A register can't be taken away:
/// one for each address, and not for each incarnation, keeps their number in bounds.
/// </remarks>
internal sealed class NodeRegistry : UntypedActor
{
    /// <summary>Listens to what a node says of itself.</summary>
    public sealed record Follow(UniqueAddress Node);

    /// <summary>Listens to a node no more.</summary>
    public sealed record Unfollow(UniqueAddress Node);

    /// <summary>Puts this node's report in place of the one before.</summary>
    public sealed record Publish(NodeReport Report);

    /// <summary>Takes this node's report back, everywhere; answered with <see cref="Withdrawn"/>.</summary>
    public sealed class Withdraw
    {
        public static readonly Withdraw Instance = new();
    }

    /// <summary>It follows no one yet: after its start, and after each restart.</summary>
    public sealed class Started
    {
        public static readonly Started Instance = new();
    }

    /// <summary>A node has published news.</summary>
    public sealed record Heard(string Key, NodeReport Report);

    /// <summary>A node has taken back what it said.</summary>
    public sealed record Lost(string Key);

    /// <summary>Every node that could be reached knows that this one withdrew.</summary>
    public sealed class Withdrawn
    {
        public static readonly Withdrawn Instance = new();
    }

    private sealed class RegisterKey(Address node) : Key<NodeRegister>($"echo-mesh-{node.Host}:{node.Port}");

    private static readonly WriteAll ToAll = new(timeout: TimeSpan.FromSeconds(1));

    private readonly UniqueAddress _self;
    private readonly IActorRef _replicator;
    private readonly Dictionary<IKey, UniqueAddress> _followed = [];
    private bool _withdrawn;

    private NodeRegistry()
    {
        _self = Cluster.Get(Context.System).SelfUniqueAddress;
        _replicator = DistributedData.Get(Context.System).Replicator;
    }

    public static Props Props() => ActorProps.Create(() => new NodeRegistry());

    /// <summary>What tells one incarnation of a node from all others: its address, and a number of its own.</summary>
    public static string KeyOf(UniqueAddress node) => $"{node.Address.Host}:{node.Address.Port}#{node.Uid}";

    protected override void PreStart() => Context.Parent.Tell(Started.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Follow follow:
                _followed[RegisterOf(follow.Node)] = follow.Node;
                _replicator.Tell(Dsl.Subscribe(RegisterOf(follow.Node), Self)); // what stands there already is told too
                break;
            case Unfollow unfollow when unfollow.Node.Equals(_followed.GetValueOrDefault(RegisterOf(unfollow.Node))):
                _followed.Remove(RegisterOf(unfollow.Node));
                _replicator.Tell(Dsl.Unsubscribe(RegisterOf(unfollow.Node), Self));
                break;
            case Unfollow: // a successor at its address is followed now
                break;
            case Changed { Data: NodeRegister register } changed:
                Hear(changed.Key, register);
                break;
            case Publish publish when !_withdrawn:
                Write(publish.Report, WriteLocal.Instance);
                break;
            case Publish: // of a node on its way out
                break;
            case Withdraw:
                _withdrawn = true;
                Write(report: null, ToAll);
                break;
            case IUpdateResponse { Request: Withdraw }: // timed out too: a node that can't be reached finds out by itself
                Context.Parent.Tell(Withdrawn.Instance);
                break;
            case IUpdateResponse:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Hear(IKey key, NodeRegister register)
    {
        if (!_followed.TryGetValue(key, out var node) || register.Uid != node.Uid)
        {
            return; // an earlier incarnation wrote it, or one that the cluster has not told of yet
        }

        Context.Parent.Tell(register.ReadReport() is { } report ? new Heard(KeyOf(node), report) : new Lost(KeyOf(node)));
    }

    private void Write(NodeReport? report, IWriteConsistency consistency) => _replicator.Tell(new Update(
        RegisterOf(_self),
        consistency,
        before => NodeRegister.Write(_self.Uid, report, (NodeRegister?)before, DateTimeOffset.UtcNow),
        request: report is null ? Withdraw.Instance : null));

    private static RegisterKey RegisterOf(UniqueAddress node) => new(node.Address);
}
