using Akka.Actor;
using Akka.Dispatch;
using Akka.IO;
using EchoActors.Transport;

namespace EchoActors.Filters;

/// <summary>
/// One connect whose connection has filters: the commander is told <c>Tcp.Connected</c> by the innermost filter, or
/// <c>Tcp.CommandFailed</c>.
/// </summary>
/// <remarks>
/// <code>
/// Connecting ──Tcp.Connected──► Preparing ──the handler registered──► stop
///     └── Tcp.CommandFailed ──► stop   └── refused, deadline, or the commander died ──► stop
/// </code>
/// </remarks>
internal sealed class FilteredConnector : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private sealed class CommanderDied
    {
        public static readonly CommanderDied Instance = new();
    }

    private readonly Tcp.Connect _connect;
    private readonly IActorRef _commander; // asked for the connect
    private readonly IActorRef _tcp;
    private readonly IReadOnlyList<FilterFactory> _filters;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private FilterPath? _path; // once the transport has connected

    private FilteredConnector(
        Tcp.Connect connect, IActorRef commander, IActorRef tcp, IReadOnlyList<FilterFactory> filters, TimeSpan timeout, TimeProvider time)
    {
        _connect = connect;
        _commander = commander;
        _tcp = tcp;
        _filters = filters;
        _timeout = timeout;
        _time = time;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        Tcp.Connect connect, IActorRef commander, IActorRef tcp, IReadOnlyList<FilterFactory> filters, TimeSpan timeout, TimeProvider time) =>
        ActorProps.Create(() => new FilteredConnector(connect, commander, tcp, filters, timeout, time));

    protected override void PreStart()
    {
        Context.WatchWith(_commander, CommanderDied.Instance);
        _tcp.Tell(new Tcp.Connect(_connect.RemoteAddress, _connect.LocalAddress, _connect.Options, _connect.Timeout, pullMode: true)
        {
            TcpSettings = _connect.TcpSettings,
        });
    }

    // The commander has stopped, or the handler has registered: then this is of no effect.
    protected override void PostStop() => _path?.TellOverdue();

    protected override void OnReceive(object message) => Connecting(message);

    private void Connecting(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected:
                Prepare(Sender, connected);
                break;
            case Tcp.CommandFailed failed:
                Fail(failed.Cause.GetOrElse(null));
                break;
            case CommanderDied: // the transport ends what it is making
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Prepare(IActorRef connection, Tcp.Connected connected)
    {
        var settings = Context.System.TcpSettings(_connect.TcpSettings);
        _path = new FilterPath(_filters, Self, _commander, pushMode: !_connect.PullMode, settings, (ExtendedActorSystem)Context.System);
        var deadline = new LazyDeadline(TcpFilter.Overdue.Instance, _timeout, Timers, _time);
        deadline.Start();
        Become(message => Preparing(message, deadline));
        _path.Begin(connection, connected);
    }

    private void Preparing(object message, LazyDeadline deadline)
    {
        switch (message)
        {
            case FilterPath.Settled:
                Context.Stop(Self);
                break;
            case FilterPath.Refused refused:
                _path = null; // it ends by itself, when the peer has read why
                Fail(new FilterException(refused.Reason, refused.Message));
                break;
            case TcpFilter.Overdue when deadline.HasExpired():
                _path!.TellOverdue();
                break;
            case TcpFilter.Overdue: // the process was stopped meanwhile
                break;
            case CommanderDied:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Fail(Exception? cause)
    {
        _commander.Tell(new Tcp.CommandFailed(_connect, cause));
        Context.Stop(Self);
    }
}
