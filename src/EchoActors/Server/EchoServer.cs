using System.Net;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Transport;

namespace EchoActors.Server;

/// <summary>
/// A TCP echo server: it keeps its addresses bound, admits clients within its limits, makes an <c>EchoConnection</c> for each,
/// counts, and drains.
/// </summary>
/// <remarks>
/// <code>
/// Starting ──every address bound──► Serving ──Drain──► Draining ──no client left──► Drained
///    └── an address can't be bound ──► Failed
/// </code>
/// A listener owns its connections: unbinding it resets them. So a drain stays bound, turns new clients away,
/// and unbinds when the last client is gone.
/// </remarks>
public sealed partial class EchoServer : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    // Clients over a Unix socket have no address, and no limit for one applies to them.
    private static readonly IPEndPoint OverUnixSocket = new(IPAddress.None, 0);

    private readonly IActorRef _tcp;
    private readonly EchoServerStatistics _statistics;
    private readonly EchoServerMeter _meter; // exports the statistics
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ListenerBook _listeners = new();
    private readonly AcceptedSockets _sockets = new(); // accepted, and not yet told as Tcp.Connected
    private readonly Admission _admission;
    private readonly ProgressMonitor _progress; // aborts clients that are idle or do not read
    private readonly ConnectionLog _connectionLog; // a line for each client that ends
    private readonly RefusalLog _refusals; // a line for each kind of refusal
    private readonly List<IActorRef> _awaitingBound = []; // asked GetBound and have no answer yet
    private readonly List<IActorRef> _awaitingDrained = []; // asked Drain and have no answer yet
    private readonly DrainTally _drained;
    private EchoServerOptions _options;
    private EchoConnection.Shared _shared; // by all connections from now on
    private Phase _phase = Phase.Starting;
    private BindFailed? _bindFailed; // the first failure; the server serves no one

    private EchoServer(EchoServerOptions options, EchoServerStatistics? statistics, IActorRef? tcp, TimeProvider time)
    {
        var limits = ProcessLimits.Of(options, _log);
        _options = options with { MaxHandshakes = limits.MaxHandshakes };
        _tcp = tcp ?? Context.System.Tcp(options.Transport);
        _statistics = statistics ?? new EchoServerStatistics(Self.Path.Name);
        _meter = new EchoServerMeter(_statistics);
        _shared = new EchoConnection.Shared(options, _meter.EchoDuration, _log, time);
        _progress = new ProgressMonitor(options.IdleTimeout, options.SendTimeout, time);
        _admission = new Admission(limits.MaxClients, options.MaxConnectionsPerAddress, limits.ReasonAtMaximum);
        _drained = new DrainTally(_log);
        _connectionLog = new ConnectionLog(_log, StartLogSecond);
        _refusals = new RefusalLog(_log, StartLogSecond);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>An echo server, as an actor of any system.</summary>
    /// <param name="options">Where it listens, its limits and deadlines.</param>
    /// <param name="statistics">Where it counts; its own unless the host wants to read along.</param>
    /// <param name="tcp">The <c>Tcp</c> manager; that of <see cref="EchoServerOptions.Transport"/> unless a filter or a test takes its place.</param>
    /// <param name="time">The clock of deadlines and durations; the system's unless a test drives its own.</param>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names its setting.</exception>
    public static Props Props(
        EchoServerOptions options,
        EchoServerStatistics? statistics = null,
        IActorRef? tcp = null,
        TimeProvider? time = null)
    {
        var valid = options.Checked();
        return ActorProps.Create(() => new EchoServer(valid, statistics, tcp, time ?? TimeProvider.System));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var listener in _options.Listen)
        {
            _listeners.Add(Context.Watch(Context.ActorOf(EchoListener.Props(
                listener, _options, _tcp, _sockets, _statistics, _shared.Time, _admission.ExpectsHealthCheck))));
        }

        WatchProgress();
    }

    /// <inheritdoc/>
    protected override void PostStop() => _meter.Dispose();

    // Without memory it can't serve, started again or not: whoever supervises it must know.
    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
        if (reason is OutOfMemoryException)
        {
            Context.Stop(Self);
        }
        else
        {
            base.PostRestart(reason);
        }
    }

    // A connection that fails is reset and counted; one that was restarted would have lost bytes. Without memory the server
    // can't go on either: its own supervisor decides.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(e => e is OutOfMemoryException ? Directive.Escalate : Directive.Stop);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected:
                Admit(connected, Sender);
                break;
            case FilteredListener.Refused refused:
                _sockets.Take(refused.Ends);
                Refuse(refused.Ends.RemoteAddress, refused.Reason);
                _refusals.Refused(refused.Ends.RemoteAddress, refused.Reason, refused.Message);
                break;
            case EchoConnection.Ended ended:
                Release(ended);
                break;
            case EchoListener.Listening listening:
                _listeners.SetBound(Sender, listening.Address);
                AnnounceBound();
                break;
            case EchoListener.Lost:
                _listeners.SetUnbound(Sender);
                break;
            case EchoListener.Failed failed:
                GiveUp(failed);
                break;
            case GetBound:
                _awaitingBound.Add(Sender);
                AnnounceBound();
                break;
            case GetStatus:
                TellStatus();
                break;
            case ExpectHealthCheck check:
                _admission.ExpectHealthCheck(check.From);
                TellStatus();
                break;
            case Reconfigure reconfigure:
                Change(reconfigure.Options);
                break;
            case ChangeFaults change:
                Change(change.Rules);
                TellStatus();
                break;
            case Drain:
                _awaitingDrained.Add(Sender);
                StartDrain();
                break;
            case LookAtProgress:
                _progress.Look();
                break;
            case LogSecond:
                _connectionLog.EndSecond();
                _refusals.EndSecond();
                break;
            case DrainDeadline:
                TellConnections(EchoConnection.AbortDrain.Instance);
                break;
            case Terminated terminated: // a listener that was told to unbind, or failed to bind
                _listeners.Remove(terminated.ActorRef);
                FinishDrainWhenUnbound();
                break;
            case Tcp.ConnectionClosed: // of a client that was refused
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void WatchProgress() =>
        Timers.StartPeriodicTimer(LookAtProgress.Instance, LookAtProgress.Instance, _progress.Interval);

    private void Change(EchoServerOptions options)
    {
        _options = _options.Reloaded(options);
        _shared = _shared with { Options = _options };
        _progress.Change(_options.IdleTimeout, _options.SendTimeout);
        WatchProgress();
        var limits = ProcessLimits.Of(_options, _log, _admission.Clients);
        _admission.Change(limits.MaxClients, _options.MaxConnectionsPerAddress, limits.ReasonAtMaximum);
        _log.Info("reloaded limits and deadlines; addresses, what belongs to them (certificates, proxies, faults), buffers and drain settings stay as they were until a restart");
    }

    private void Change(FaultRules faults)
    {
        _statistics.Faults.Change(faults);
        _log.Warning("faults changed: {Faults}", _statistics.Faults.Describe() ?? "none is in force");
    }

    private void AnnounceBound()
    {
        if (_bindFailed is not null)
        {
            Answer(_awaitingBound, _bindFailed);
        }
        else if (_listeners.AreAllBound)
        {
            _phase = _phase == Phase.Starting ? Phase.Serving : _phase;
            Answer(_awaitingBound, new Bound(_listeners.Addresses));
        }
    }

    // A server that can't bind all it was told to bind would be trusted for what it doesn't do: it says why, and serves no one.
    private void GiveUp(EchoListener.Failed failed)
    {
        _log.Error("{Reason}", failed.Message);
        _bindFailed ??= new BindFailed(failed.Address, failed.Message);
        _phase = Phase.Failed;
        _admission.Close();
        _listeners.Unbind();
        AnnounceBound();
    }

    private void StartDrain()
    {
        if (_phase is Phase.Starting or Phase.Serving)
        {
            _phase = Phase.Draining;
            _admission.Close();
            _drained.Begin(_admission.Clients, _options.DrainTimeout);
            Timers.StartSingleTimer(DrainDeadline.Instance, DrainDeadline.Instance, _options.DrainTimeout);
            TellConnections(EchoConnection.Drain.Instance);
        }

        UnbindWhenEmpty();
    }

    private void TellConnections(object message) =>
        Context.GetChildren().Where(child => !_listeners.Contains(child)).TellAll(message);

    private void UnbindWhenEmpty()
    {
        if (_admission.Clients == 0)
        {
            _listeners.Unbind();
            FinishDrainWhenUnbound();
        }
    }

    private void FinishDrainWhenUnbound()
    {
        if (_phase is Phase.Starting or Phase.Serving || _admission.Clients > 0 || !_listeners.IsEmpty)
        {
            return;
        }

        if (_phase == Phase.Draining)
        {
            _phase = Phase.Drained;
            Timers.Cancel(DrainDeadline.Instance);
            _connectionLog.EndSecond();
            _drained.End();
        }

        Answer(_awaitingDrained, _drained.Result);
    }

    private static void Answer(List<IActorRef> waiting, object answer)
    {
        waiting.TellAll(answer);
        waiting.Clear();
    }

    private void TellStatus() => Sender.Tell(new Status(_phase, _listeners.Addresses, _admission.MaxClients, _statistics));
}
