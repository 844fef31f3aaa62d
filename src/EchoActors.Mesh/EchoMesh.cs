using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using EchoActors.Client;
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

    // What happens together is told and shown together.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);

    private readonly MeshOptions _options;
    private readonly HostPort _echo;
    private readonly IActorRef? _tcp;
    private readonly TimeProvider _time;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly MeshNodes _nodes;
    private readonly string _self;
    private readonly EchoClientOptions _clientOptions;
    private readonly Dictionary<string, (IActorRef Probe, HostPort Echo)> _probes = [];
    private readonly Dictionary<IActorRef, MeshPath> _paths = [];
    private readonly HashSet<IActorRef> _unfinished = [];
    private readonly List<IActorRef> _awaitingLeft = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _registry = ActorRefs.Nobody;
    private long _sequence;
    private bool _newsIsDue;
    private bool _showIsDue;
    private bool _withdrawn;

    private EchoMesh(MeshOptions options, HostPort echo, MeshView view, IActorRef? tcp, TimeProvider time)
    {
        _options = options;
        _echo = echo;
        _tcp = tcp;
        _time = time;
        _nodes = new MeshNodes(_cluster.SelfUniqueAddress, options, view);
        _self = new HostPort(_cluster.SelfAddress.Host, _cluster.SelfAddress.Port!.Value).ToString();
        _clientOptions = new EchoClientOptions
        {
            ConnectTimeout = options.Timeout,
            AnswerTimeout = options.Timeout,
            FrameSize = Math.Clamp(options.Size, 512, 64 * 1024),
        };
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
        Akka.Actor.Props.CreateBy(new ActorProducer<EchoMesh>(() => new EchoMesh(options, echo, view, tcp, time ?? TimeProvider.System)));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _registry = Context.ActorOf(NodeRegistry.Props(), "registry");
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent));
        Self.Tell(ShowDue.Instance);
        Self.Tell(PublishDue.Instance);
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
                Note(measured.Path);
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
                Follow(reachable.Member, StateOf(reachable.Member));
                break;
            case NodeRegistry.Heard heard when heard.Key != _nodes.SelfKey:
                Hear(heard);
                break;
            case NodeRegistry.Lost lost when lost.Key != _nodes.SelfKey:
                _nodes.Withdraw(lost.Key);
                Retarget();
                break;
            case NodeRegistry.Heard: // what this node said itself
            case NodeRegistry.Lost:
                break;
            case ShowDue:
                Show();
                break;
            case Terminated terminated:
                _unfinished.Remove(terminated.ActorRef);
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
            ShowSoon();
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
            _registry.Tell(new NodeRegistry.Remove(NodeRegistry.KeyOf(removed.Member.UniqueAddress)));
            Retarget();
        }
        else if (change is not ClusterEvent.MemberDowned) // it stays unreachable until it is removed
        {
            Follow(change.Member, StateOf(change.Member));
        }
    }

    private void Follow(Member member, MemberState state)
    {
        if (!member.HasRole(_options.Role))
        {
            return;
        }

        _nodes.Set(member.UniqueAddress, state, Now);
        Retarget();
        if (member.UniqueAddress.Equals(_cluster.SelfUniqueAddress) && state == MemberState.Up)
        {
            Publish();
        }
    }

    private static MemberState StateOf(Member member) => member.Status switch
    {
        MemberStatus.Joining => MemberState.Joining,
        MemberStatus.Up or MemberStatus.WeaklyUp => MemberState.Up,
        MemberStatus.Down => MemberState.Unreachable,
        _ => MemberState.Leaving,
    };

    // Starts a probe to each node that should be probed and has said where, and ends the others in order.
    private void Retarget()
    {
        ShowSoon();
        var takingPart = _nodes.TakingPart.ToDictionary(node => node.Node);
        var wanted = takingPart.ContainsKey(_self) && _awaitingLeft.Count == 0
            ? ProbeRing.Targets(_self, takingPart.Keys, _options.Fanout)
                .Select(target => takingPart[target])
                .Where(node => node.Report is not null)
                .ToDictionary(node => node.Key)
            : [];
        foreach (var (key, (probe, echo)) in _probes.ToList())
        {
            if (!wanted.TryGetValue(key, out var node) || node.Report!.Echo != echo)
            {
                Finish(key, probe);
            }
        }

        foreach (var (key, node) in wanted.Where(target => !_probes.ContainsKey(target.Key)))
        {
            var echo = node.Report!.Echo;
            var probe = Context.ActorOf(PathProbe.Props(
                _options.Name ?? _self,
                node.Node,
                node.Name,
                _options,
                owner => EchoClient.Props(echo, _clientOptions, owner, _tcp, _time),
                _time));
            Context.Watch(probe);
            _probes.Add(key, (probe, echo));
        }
    }

    private void Finish(string key, IActorRef probe)
    {
        _probes.Remove(key);
        _paths.Remove(probe);
        _unfinished.Add(probe);
        probe.Tell(PathProbe.Finish.Instance);
    }

    private void Note(MeshPath path)
    {
        if (_unfinished.Contains(Sender))
        {
            return;
        }

        var isNews = _paths.GetValueOrDefault(Sender)?.State != path.State;
        _paths[Sender] = path;
        if (isNews && !_newsIsDue)
        {
            _newsIsDue = true;
            Timers.StartSingleTimer(PublishDue.Instance, PublishDue.Instance, Settling);
        }
    }

    private void Publish()
    {
        _newsIsDue = false;
        Timers.StartSingleTimer(PublishDue.Instance, PublishDue.Instance, _options.Interval);
        if (_nodes.Find(_nodes.SelfKey) is not { TakesPart: true })
        {
            return;
        }

        var report = new NodeReport(
            _options.Name ?? _self,
            _echo,
            ++_sequence,
            [.. _paths.Values.OrderBy(path => path.To, StringComparer.Ordinal)]);
        _nodes.Hear(_nodes.SelfKey, report, Now);
        _registry.Tell(new NodeRegistry.Publish(report));
        ShowSoon();
    }

    private void ShowSoon()
    {
        if (!_showIsDue)
        {
            _showIsDue = true;
            Timers.StartSingleTimer(ShowDue.Instance, ShowDue.Instance, Settling);
        }
    }

    // Also without news: silence makes rows stale.
    private void Show()
    {
        _showIsDue = false;
        _nodes.Show(Now);
        Timers.StartSingleTimer(ShowDue.Instance, ShowDue.Instance, _options.Interval);
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
        if (!_withdrawn || _unfinished.Count > 0)
        {
            return;
        }

        foreach (var asker in _awaitingLeft)
        {
            asker.Tell(Left.Instance);
        }
    }
}
