using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using EchoActors.Mesh.Membership;
using EchoActors.Mesh.Paths;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh;

/// <summary>
/// One node of the mesh: it knows who takes part, has a <c>PathProbe</c> measure the path to each node that it should
/// probe, publishes what they find, and keeps the picture of what all nodes publish.
/// </summary>
/// <remarks>
/// <code>
/// Watching ──Leave──► Leaving ──entry withdrawn, probes finished──► Left
/// </code>
/// Its children are restarted when they fail: a probe begins its window anew, and the registry hears from the others again.
/// </remarks>
public sealed class EchoMesh : UntypedActor, IWithTimers
{
    /// <summary>
    /// Have the others stop probing this node, and end its own probes in order. Answered with <see cref="Left"/>.
    /// </summary>
    public sealed class Leave
    {
        /// <summary>The one instance.</summary>
        public static readonly Leave Instance = new();

        private Leave()
        {
        }
    }

    /// <summary>No one probes this node any more, and it probes no one.</summary>
    public sealed class Left
    {
        /// <summary>The one instance.</summary>
        public static readonly Left Instance = new();

        private Left()
        {
        }
    }

    private sealed class PublishDue
    {
        public static readonly PublishDue Instance = new();
    }

    private sealed class ShowDue
    {
        public static readonly ShowDue Instance = new();
    }

    // What happens together is told and shown together: each telling goes to all nodes and costs each of them a row as long as
    // their number. Without, paths that time out on a busy machine make it busier. In a few nodes it costs nothing to speak of.
    private static readonly TimeSpan SettlingForEachPath = TimeSpan.FromMilliseconds(0.4);

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(20);

    // While a mesh begins, paths come up one after the other: telling of each at once would be most of the traffic.
    private static readonly TimeSpan SettlingWhenGood = TimeSpan.FromMilliseconds(250);

    private readonly MeshOptions _options;
    private readonly HostPort _echo;
    private readonly TimeProvider _time;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly MeshNodes _nodes;
    private readonly string _self;
    private readonly PathProbes _probes;
    private readonly List<IActorRef> _awaitingLeft = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _registry = ActorRefs.Nobody;
    private bool _withdrawn;

    private EchoMesh(MeshOptions options, HostPort echo, MeshView view, IActorRef? tcp, TimeProvider time)
    {
        _options = options;
        _echo = echo;
        _time = time;
        _nodes = new MeshNodes(_cluster.SelfUniqueAddress, options, view);
        _self = new HostPort(_cluster.SelfAddress.Host, _cluster.SelfAddress.Port!.Value).ToString();
        _probes = new PathProbes(Context, options.Name ?? _self, options, tcp, time);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>A node of the mesh, as an actor of a system that is a cluster member with the role of the options.</summary>
    /// <param name="options">What to probe, how often, and what to make of it.</param>
    /// <param name="echo">Where others reach this node's echo server.</param>
    /// <param name="view">Where it shows what it knows.</param>
    /// <param name="tcp">The <c>Tcp</c> manager of its echo clients; the system's own unless something stands in for it.</param>
    /// <param name="time">The clock; the system's unless a test drives its own.</param>
    public static Props Props(
        MeshOptions options, HostPort echo, MeshView view, IActorRef? tcp = null, TimeProvider? time = null) =>
        ActorProps.Create(() => new EchoMesh(options, echo, view, tcp, time ?? TimeProvider.System));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _registry = Context.ActorOf(NodeRegistry.Props(), "registry");
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent));
        Timers.StartPeriodicTimer("publish", PublishDue.Instance, _options.Interval);

        // Also without news: silence makes rows stale.
        Timers.StartPeriodicTimer("show", ShowDue.Instance, TimeSpan.Zero, _options.Interval);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _cluster.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message) => Watching(message);

    private void Watching(object message)
    {
        switch (message)
        {
            case PathProbe.Measured measured:
                if (_probes.Note(Sender, measured.Path))
                {
                    Soon(PublishDue.Instance, measured.Path.State == PathState.Up ? SettlingWhenGood : Settling);
                }

                break;
            case PublishDue:
                Publish();
                break;
            case Leave:
                StartLeaving();
                Become(Leaving);
                break;
            default:
                WhileWatchingOrLeaving(message);
                break;
        }
    }

    private void Leaving(object message)
    {
        switch (message)
        {
            case Leave:
                _awaitingLeft.Add(Sender);
                FinishLeaving();
                break;
            case NodeRegistry.Withdrawn:
                _withdrawn = true;
                FinishLeaving();
                break;
            case PathProbe.Measured:
            case PublishDue:
                break;
            default:
                WhileWatchingOrLeaving(message);
                break;
        }
    }

    private void WhileWatchingOrLeaving(object message)
    {
        switch (message)
        {
            case ClusterEvent.IMemberEvent change:
                Follow(change);
                break;
            case ClusterEvent.UnreachableMember unreachable:
                Follow(unreachable.Member, MemberState.Unreachable);
                break;
            case ClusterEvent.ReachableMember reachable:
                Follow(reachable.Member, MeshNode.StateOf(reachable.Member));
                break;
            case NodeRegistry.Started:
                FollowAll();
                break;
            case NodeRegistry.Heard heard:
                Hear(heard);
                break;
            case NodeRegistry.Lost lost:
                _nodes.Withdraw(lost.Key);
                Retarget();
                break;
            case ShowDue:
                _nodes.Show(Now);
                break;
            case Terminated terminated:
                _probes.Forget(terminated.ActorRef);
                FinishLeaving();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Hear(NodeRegistry.Heard heard)
    {
        var before = _nodes.Find(heard.Key)?.Report?.Echo;
        _nodes.Hear(heard.Key, heard.Report, Now);
        if (before == heard.Report.Echo)
        {
            Soon(ShowDue.Instance, Settling);
        }
        else
        {
            Retarget();
        }
    }

    private void Follow(ClusterEvent.IMemberEvent change)
    {
        if (change is ClusterEvent.MemberRemoved removed)
        {
            _nodes.Remove(removed.Member.UniqueAddress, died: removed.PreviousStatus == MemberStatus.Down, Now);
            _registry.Tell(new NodeRegistry.Unfollow(removed.Member.UniqueAddress));
            Retarget();
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

        if (_nodes.Set(member.UniqueAddress, state, Now))
        {
            Follow(member.UniqueAddress);
        }

        Retarget();
        if (IsSelf(member.UniqueAddress) && state == MemberState.Up)
        {
            Publish();
        }
    }

    private void FollowAll()
    {
        foreach (var node in _nodes.Present)
        {
            Follow(node.Unique);
        }
    }

    private void Follow(UniqueAddress node)
    {
        if (!IsSelf(node))
        {
            _registry.Tell(new NodeRegistry.Follow(node));
        }
    }

    private bool IsSelf(UniqueAddress node) => node.Equals(_cluster.SelfUniqueAddress);

    private void Retarget()
    {
        Soon(ShowDue.Instance, Settling);
        var takingPart = _nodes.TakingPart.ToDictionary(node => node.Node);
        _probes.Aim(takingPart.ContainsKey(_self)
            ? ProbeRing.Targets(_self, takingPart.Keys, _options.Fanout).Select(target => takingPart[target])
            : []);
    }

    // Within half an interval at the latest: a cut is seen within two.
    private void Soon(object due, TimeSpan least)
    {
        var key = (due, least);
        if (!Timers.IsTimerActive(key))
        {
            var shared = Math.Min((SettlingForEachPath * _nodes.Count * _nodes.Count).Ticks, (_options.Interval / 2).Ticks);
            Timers.StartSingleTimer(key, due, TimeSpan.FromTicks(Math.Max(shared, least.Ticks)));
        }
    }

    private void Publish()
    {
        if (_nodes.Find(_nodes.SelfKey) is not { TakesPart: true })
        {
            return;
        }

        var report = new NodeReport(_options.Name ?? _self, _echo, _probes.Paths);
        _nodes.Hear(_nodes.SelfKey, report, Now);
        _registry.Tell(new NodeRegistry.Publish(report));
        Soon(ShowDue.Instance, Settling);
    }

    private void StartLeaving()
    {
        _log.Info("leaving the mesh: {Probes} paths are no longer probed", _probes.Count);
        _awaitingLeft.Add(Sender);
        _nodes.Withdraw(_nodes.SelfKey);
        Retarget();
        _registry.Tell(NodeRegistry.Withdraw.Instance);
    }

    private void FinishLeaving()
    {
        if (!_withdrawn || !_probes.AreFinished)
        {
            return;
        }

        foreach (var asker in _awaitingLeft)
        {
            asker.Tell(Left.Instance);
        }
    }
}
