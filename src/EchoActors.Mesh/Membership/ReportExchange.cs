using Akka.Actor;
using Akka.Cluster;
using Akka.DistributedData;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh.Membership;

/// <summary>
/// Publishes this node's report and tells its parent the reports of the nodes that it follows. Each report is a
/// <see cref="ReportRegister"/> in Akka's DistributedData; only the node at that address writes it.
/// </summary>
/// <remarks>
/// The replicator sends a change to all nodes that it can reach; gossip brings it to the others. A register can't be
/// removed. One for each address, and not for each incarnation, bounds their number.
/// </remarks>
internal sealed class ReportExchange : UntypedActor
{
    /// <summary>Follow a node's reports.</summary>
    public sealed record Follow(UniqueAddress Node);

    /// <summary>No longer follow a node's reports.</summary>
    public sealed record Unfollow(UniqueAddress Node);

    /// <summary>Replace this node's report.</summary>
    public sealed record Publish(NodeReport Report);

    /// <summary>Remove this node's report everywhere. Answered with <see cref="Withdrawn"/>.</summary>
    public sealed class Withdraw
    {
        public static readonly Withdraw Instance = new();
    }

    /// <summary>The exchange follows no node yet. Told to the parent after each start.</summary>
    public sealed class Started
    {
        public static readonly Started Instance = new();
    }

    /// <summary>A node has published a report.</summary>
    public sealed record Heard(string Key, NodeReport Report);

    /// <summary>A node has withdrawn its report.</summary>
    public sealed record Lost(string Key);

    /// <summary>Every node that can be reached knows that this node withdrew.</summary>
    public sealed class Withdrawn
    {
        public static readonly Withdrawn Instance = new();
    }

    private sealed class RegisterKey(Address node) : Key<ReportRegister>($"echo-mesh-{node.Host}:{node.Port}");

    private static readonly WriteAll ToAll = new(timeout: TimeSpan.FromSeconds(1));

    private readonly UniqueAddress _self;
    private readonly IActorRef _replicator;

    // One incarnation for each address: the latest that the cluster reported.
    private readonly Dictionary<IKey, UniqueAddress> _followed = [];

    // A report that is published after the withdrawal would bring the node back.
    private bool _withdrawn;

    private ReportExchange()
    {
        _self = Cluster.Get(Context.System).SelfUniqueAddress;
        _replicator = DistributedData.Get(Context.System).Replicator;
    }

    public static Props Props() => ActorProps.Create(() => new ReportExchange());

    /// <summary>Identifies one incarnation of a node: its address and the number that its actor system chose at start.</summary>
    public static string KeyOf(UniqueAddress node) => $"{node.Address.ToHostPort()}#{node.Uid}";

    protected override void PreStart() => Context.Parent.Tell(Started.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Follow follow:
                _followed[RegisterOf(follow.Node)] = follow.Node;
                _replicator.Tell(Dsl.Subscribe(RegisterOf(follow.Node), Self)); // answered with the present value as well
                break;
            case Unfollow unfollow when unfollow.Node.Equals(_followed.GetValueOrDefault(RegisterOf(unfollow.Node))):
                _followed.Remove(RegisterOf(unfollow.Node));
                _replicator.Tell(Dsl.Unsubscribe(RegisterOf(unfollow.Node), Self));
                break;
            case Unfollow: // the exchange follows a successor at that address already
                break;
            case Changed { Data: ReportRegister register } changed:
                Hear(changed.Key, register);
                break;
            case Publish publish when !_withdrawn:
                Write(publish.Report, WriteLocal.Instance);
                break;
            case Publish:
                break;
            case Withdraw:
                _withdrawn = true;
                Write(report: null, ToAll);
                break;
            case IUpdateResponse { Request: Withdraw }: // also after a timeout: a node that can't be reached notices by itself
                Context.Parent.Tell(Withdrawn.Instance);
                break;
            case IUpdateResponse:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Hear(IKey key, ReportRegister register)
    {
        if (!_followed.TryGetValue(key, out var node) || register.Uid != node.Uid)
        {
            return; // written by an earlier incarnation, or by one that the cluster has not reported yet
        }

        Context.Parent.Tell(register.ReadReport() is { } report ? new Heard(KeyOf(node), report) : new Lost(KeyOf(node)));
    }

    private void Write(NodeReport? report, IWriteConsistency consistency) => _replicator.Tell(new Update(
        RegisterOf(_self),
        consistency,
        before => ReportRegister.Write(_self.Uid, report, (ReportRegister?)before, DateTimeOffset.UtcNow),
        request: report is null ? Withdraw.Instance : null));

    private static RegisterKey RegisterOf(UniqueAddress node) => new(node.Address);
}
