using Akka.Actor;
using Akka.Dispatch;
using Akka.IO;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Filters;

/// <summary>
/// Takes the place of a <c>Tcp.Bind</c>'s handler: it begins the filters of each new connection, and ends those that take too
/// long. The handler is told <c>Tcp.Connected</c> by the innermost filter.
/// </summary>
/// <remarks>
/// <code>
/// Binding ──Tcp.Bound──► Listening ──the transport's listener died──► stop
///     └── Tcp.CommandFailed ──► stop
/// </code>
/// <c>Tcp.Bound</c> comes to the binder from the transport's listener, so that it is watched and told <c>Tcp.Unbind</c> itself.
/// </remarks>
internal sealed class FilteredListener : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    /// <summary>The filters of a new connection could not be made ready; told to the handler of the bind.</summary>
    /// <param name="Ends">The addresses of the socket.</param>
    /// <param name="Reason">The kind.</param>
    /// <param name="Message">One sentence, without the peer's address.</param>
    public sealed record Refused(Tcp.Connected Ends, RefusalReason Reason, string Message);

    private sealed class DeadlineCheck
    {
        public static readonly DeadlineCheck Instance = new();
    }

    private readonly Tcp.Bind _bind;
    private readonly IActorRef _binder;
    private readonly IActorRef _tcp;
    private readonly IReadOnlyList<FilterFactory> _filters;
    private readonly HandshakeLimits _limits;

    private readonly WatchedClock _clock;

    // The oldest first: all have the same time.
    private readonly LinkedList<(FilterPath Path, TimeSpan Since)> _underWay = [];
    private readonly Dictionary<FilterPath, LinkedListNode<(FilterPath Path, TimeSpan Since)>> _places = [];

    private FilteredListener(
        Tcp.Bind bind, IActorRef binder, IActorRef tcp, IReadOnlyList<FilterFactory> filters, HandshakeLimits limits, TimeProvider time)
    {
        _bind = bind;
        _binder = binder;
        _tcp = tcp;
        _filters = filters;
        _limits = limits;
        _clock = new WatchedClock(time) { Interval = limits.Timeout / 8 };
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        Tcp.Bind bind, IActorRef binder, IActorRef tcp, IReadOnlyList<FilterFactory> filters, HandshakeLimits limits, TimeProvider time) =>
        ActorProps.Create(() => new FilteredListener(bind, binder, tcp, filters, limits, time));

    protected override void PreStart()
    {
        _tcp.Tell(new Tcp.Bind(Self, _bind.LocalAddress, _bind.Backlog, _bind.Options, pullMode: true) { TcpSettings = _bind.TcpSettings });
        Timers.StartPeriodicTimer(DeadlineCheck.Instance, DeadlineCheck.Instance, _clock.Interval);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected:
                Begin(Sender, connected);
                break;
            case FilterPath.Settled settled:
                Forget(settled.Path);
                break;
            case FilterPath.Refused refused:
                Forget(refused.Path);
                _bind.Handler.Tell(new Refused(refused.Path.Facts.Ends, refused.Reason, refused.Message));
                break;
            case DeadlineCheck:
                EndOverdue();
                break;
            case Tcp.Bound:
                Context.Watch(Sender);
                _binder.Forward(message);
                break;
            case Tcp.CommandFailed failed:
                _binder.Tell(new Tcp.CommandFailed(_bind, failed.Cause.GetOrElse(null)));
                Context.Stop(Self);
                break;
            case Terminated: // of the transport's listener: the binder watches it as well
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(IActorRef connection, Tcp.Connected connected)
    {
        if (_underWay.First is { } oldest && _underWay.Count >= _limits.MaxUnderWay)
        {
            oldest.Value.Path.TellOverdue();
            Forget(oldest.Value.Path);
        }

        var settings = Context.System.TcpSettings(_bind.TcpSettings);
        var path = new FilterPath(_filters, Self, _bind.Handler, pushMode: !_bind.PullMode, settings, (ExtendedActorSystem)Context.System);
        _places.Add(path, _underWay.AddLast((path, _clock.Now)));
        path.Begin(connection, connected);
    }

    private void Forget(FilterPath path)
    {
        if (_places.Remove(path, out var place))
        {
            _underWay.Remove(place);
        }
    }

    private void EndOverdue()
    {
        var now = _clock.Look();
        while (_underWay.First is { } oldest && now - oldest.Value.Since >= _limits.Timeout)
        {
            oldest.Value.Path.TellOverdue();
            Forget(oldest.Value.Path);
        }
    }
}
