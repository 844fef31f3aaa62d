using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using EchoActors.Mesh.Membership;
using EchoActors.Mesh.Paths;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh;

/// <summary>
/// One node of the mesh. It follows the cluster's members, starts a <c>PathProbe</c> to each node that it should probe,
/// publishes what the probes find, and shows what all nodes publish.
/// </summary>
/// <remarks>
/// <code>
/// Watching ──Leave──► Leaving ──report withdrawn, probes finished──► Left
/// </code>
/// Its children are restarted when they fail: a probe starts with an empty window, and the exchange follows all nodes again.
/// </remarks>
public sealed partial class EchoMesh : UntypedActor, IWithTimers
{
    private readonly MeshOptions _options;
    private readonly Endpoint _echo;
    private readonly MeshView _view;
    private readonly TimeProvider _time;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly MeshNodes _nodes;
    private readonly PathProbes _probes;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // This node's address, HOST:PORT, and its display name.
    private readonly string _self;
    private readonly string _name;

    // The other nodes whose name was already reported to be this node's.
    private readonly HashSet<string> _namesakes = [];

    // The actors that asked this node to leave.
    private readonly List<IActorRef> _awaitingLeft = [];

    private IActorRef _exchange = ActorRefs.Nobody;
    private IActorRef _associations = ActorRefs.Nobody;
    private bool _withdrawn; // the report of this node is gone from the mesh

    private EchoMesh(MeshOptions options, Endpoint echo, MeshView view, IActorRef? tcp, TimeProvider time)
    {
        _options = options;
        _echo = echo;
        _view = view;
        _time = time;
        _nodes = new MeshNodes(_cluster.SelfUniqueAddress, options, view, time);
        _self = _cluster.SelfAddress.ToHostPort().ToString();
        _name = options.Name ?? _self;
        _probes = new PathProbes(Context, _name, options, tcp, time);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private Pacing Pacing => field ??= new Pacing(Timers, _options.Interval);

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>A node of the mesh, as an actor of a system that is a cluster member with the role of the options.</summary>
    /// <param name="options">How it probes and judges.</param>
    /// <param name="echo">Where others reach this node's echo server.</param>
    /// <param name="view">Where it shows what it knows.</param>
    /// <param name="tcp">The <c>Tcp</c> manager of its echo clients; the system's own if <see langword="null"/>.</param>
    /// <param name="time">The clock; the system's if <see langword="null"/>.</param>
    public static Props Props(
        MeshOptions options, Endpoint echo, MeshView view, IActorRef? tcp = null, TimeProvider? time = null) =>
        ActorProps.Create(() => new EchoMesh(options, echo, view, tcp, time ?? TimeProvider.System));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _exchange = Context.ActorOf(ReportExchange.Props(), "exchange");
        _associations = Context.ActorOf(AssociationWatch.Props(), "associations");
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent));
        var self = Self;
        _view.ForgetBy(nameOrNode => self.Tell(new Forget(nameOrNode)));
        WatchSeeds(_cluster.Settings.SeedNodes);
        Timers.StartPeriodicTimer("publish", PublishDue.Instance, _options.Interval);

        // A row becomes stale without any message, so the matrix is made at each interval.
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
                    Soon(PublishDue.Instance, measured.Path.State == PathState.Up ? Pacing.Relaxed : Pacing.Prompt);
                }

                break;
            case PublishDue:
                Publish();
                break;
            case Join join:
                AskToJoin(join.Seeds);
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
            case ReportExchange.Withdrawn:
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
            case ReportExchange.Started:
                FollowAll();
                break;
            case ReportExchange.Heard heard:
                Hear(heard);
                break;
            case ReportExchange.Lost lost:
                _nodes.Withdraw(lost.Key);
                Retarget();
                break;
            case AssociationWatch.Refused refused:
                _nodes.NoteSeed(refused.Seed, refused.Reason);
                Soon(ShowDue.Instance, Pacing.Prompt);
                break;
            case Forget forget:
                ForgetGone(forget.NameOrNode);
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

    private bool IsSelf(UniqueAddress node) => node.Equals(_cluster.SelfUniqueAddress);

    private void Soon(object due, TimeSpan delay) => Pacing.Schedule(due, delay, _nodes.Count);

    private void Retarget()
    {
        Soon(ShowDue.Instance, Pacing.Prompt);
        var takingPart = _nodes.TakingPart.ToDictionary(node => node.Node);
        _probes.Aim(takingPart.ContainsKey(_self)
            ? ProbeRing.Targets(_self, takingPart.Keys, _options.Fanout).Select(target => takingPart[target])
            : []);
    }

    private void Publish()
    {
        if (_nodes.Find(_nodes.SelfKey) is not { TakesPart: true })
        {
            return;
        }

        var report = new NodeReport(_name, _echo, _probes.Paths, _nodes.Departures);
        _nodes.Hear(_nodes.SelfKey, report, Now);
        _exchange.Tell(new ReportExchange.Publish(report));
        Soon(ShowDue.Instance, Pacing.Prompt);
    }

    private void ForgetGone(string nameOrNode)
    {
        foreach (var departure in _nodes.Forget(nameOrNode))
        {
            MembershipLog.Forgotten(_log, departure);
        }

        Publish();
        _nodes.Show(Now);
    }

    private void StartLeaving()
    {
        _log.Info("leaving the mesh: no more probes of {Probes} other nodes", _probes.Count);
        _awaitingLeft.Add(Sender);
        _nodes.Withdraw(_nodes.SelfKey);
        Retarget();
        _exchange.Tell(ReportExchange.Withdraw.Instance);
    }

    private void FinishLeaving()
    {
        if (_withdrawn && _probes.AreFinished)
        {
            _awaitingLeft.TellAll(Left.Instance);
        }
    }
}
