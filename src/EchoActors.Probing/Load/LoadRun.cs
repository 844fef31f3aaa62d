using Akka.Actor;
using Akka.Dispatch;
using EchoActors.Client;
using EchoActors.Transport;

namespace EchoActors.Probing.Load;

/// <summary>
/// A whole load: opens the connections, runs the warm-up and then step after step, hands out the sends of an open loop
/// when they are due, and gathers what was measured.
/// </summary>
/// <remarks>
/// <code>
/// Opening ──all stand or gave up──► Running(warm-up) ──► Running(step) ──► … ──► done
///    └────────────────── none stands, Cancel, no connection left ───────────────┘
/// </code>
/// A step ends in two parts: its time or its messages are over, then every echo that is owed is back, or its deadline has
/// passed. One timer drives everything: it is set for whatever is due next.
/// </remarks>
internal sealed class LoadRun : UntypedActor, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    // How many connections are being made at once where no rate is given: fewer than a listener's usual backlog.
    private const int MostOpening = 100;

    // Sends that fall due closer together than this are handed out together.
    private static readonly TimeSpan Grain = TimeSpan.FromMicroseconds(100);

    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(1);

    /// <summary>A worker's defect is the whole load's: a measurement that lost a part of itself is none.</summary>
    public static readonly SupervisorStrategy Escalating =
        new OneForOneStrategy(Decider.From(Directive.Escalate));

    /// <summary>Opens the connection.</summary>
    internal sealed class Open
    {
        public static readonly Open Instance = new();
    }

    /// <summary>Begins a step.</summary>
    internal sealed record Begin(LoadStepShared Stage);

    /// <summary>Sends a message that was due at this timestamp.</summary>
    internal sealed record Due(long At) : INoSerializationVerificationNeeded;

    /// <summary>Sends nothing more in this step.</summary>
    internal sealed class Halt
    {
        public static readonly Halt Instance = new();
    }

    /// <summary>Waits no longer for what is owed.</summary>
    internal sealed class Abandon
    {
        public static readonly Abandon Instance = new();
    }

    /// <summary>A connection stands.</summary>
    internal sealed record Opened(TimeSpan ConnectTime);

    /// <summary>A connection ended badly, or could not be made.</summary>
    internal sealed record Failed(int Connection, EchoOutcome Outcome, bool GivesUp);

    /// <summary>A connection has sent all it may in this step and is owed nothing.</summary>
    internal sealed record Settled(LoadCounts Counts, long LastEchoAt);

    /// <summary>Ends the load now, with what it has.</summary>
    internal sealed class Cancel
    {
        public static readonly Cancel Instance = new();
    }

    private sealed class Wake
    {
        public static readonly Wake Instance = new();
    }

    private readonly LoadOptions _options;
    private readonly TaskCompletionSource<LoadResult> _done;
    private readonly IProgress<LoadInterval>? _progress;
    private readonly IActorRef _tcp;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly IActorRef[] _connections;
    private readonly LoadTally _tally;

    private LoadRun(
        LoadOptions options,
        TaskCompletionSource<LoadResult> done,
        IProgress<LoadInterval>? progress,
        IActorRef? tcp,
        TimeProvider time)
    {
        _options = options;
        _done = done;
        _progress = progress;
        _tcp = tcp ?? Context.System.Tcp(options.Transport);
        _time = time;
        _tally = new LoadTally(options, time);
        _connections = new IActorRef[options.Connections];
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(Wake.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public static Props Props(
        LoadOptions options,
        TaskCompletionSource<LoadResult> done,
        IProgress<LoadInterval>? progress,
        IActorRef? tcp,
        TimeProvider time) =>
        ActorProps.Create(() => new LoadRun(options, done, progress, tcp, time));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _done.TrySetException(failure);
        Self.Tell(PoisonPill.Instance);
        return Directive.Stop;
    });

    protected override void PreRestart(Exception reason, object message) => _done.TrySetException(reason);

    // A load that failed is not begun again.
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void PreStart()
    {
        for (var number = 0; number < _connections.Length; number++)
        {
            _connections[number] = Context.ActorOf(_options.Churn
                ? LoadChurn.Props(number, _options, _tcp, _time)
                : LoadConnection.Props(number, _options, _tcp, _time));
        }

        if (_options.Churn)
        {
            BeginWarmup();
            return;
        }

        var schedule = _options.ConnectRate is { } rate
            ? new SendSchedule(_time.GetTimestamp(), rate, _time.TimestampFrequency, _connections.Length)
            : null;
        var opening = new LoadOpening(schedule);
        Become(message => Opening(message, opening));
        OpenMore(opening);
    }

    protected override void PostStop()
    {
        _timer.Dispose();
        _done.TrySetCanceled();
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Opening(object message, LoadOpening opening)
    {
        switch (message)
        {
            case Wake:
                OpenMore(opening);
                break;
            case Opened opened:
                _tally.Count(opened, running: null);
                opening.Decided++;
                OpenMore(opening);
                break;
            case Failed failed:
                _tally.Count(failed, running: null);
                opening.Decided++;
                OpenMore(opening);
                break;
            case Cancel:
                _tally.EndEarly("it was interrupted while connections were being opened");
                Finish();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OpenMore(LoadOpening opening)
    {
        var now = _time.GetTimestamp();
        while (opening.Begun < _connections.Length
            && (opening.Schedule?.TryTake(now, out _) ?? opening.Begun - opening.Decided < MostOpening))
        {
            _connections[opening.Begun++].Tell(Open.Instance);
        }

        if (opening.Schedule is { IsOver: false } schedule)
        {
            WakeAt(schedule.NextAt, now);
        }

        if (opening.Decided == _connections.Length && _tally.Stood == 0)
        {
            Finish();
        }
        else if (opening.Decided == _connections.Length)
        {
            BeginWarmup();
        }
    }

    private void BeginWarmup()
    {
        if (_options.Warmup == TimeSpan.Zero)
        {
            BeginNext();
            return;
        }

        var first = _options.Plan.Next([])!;
        BeginStep(first with { Duration = _options.Warmup, Count = null }, isWarmup: true);
    }

    private void BeginNext()
    {
        if (_tally.Partial is null && _options.Plan.Next(_tally.Steps) is { } step)
        {
            BeginStep(step, isWarmup: false);
        }
        else
        {
            Finish();
        }
    }

    private void BeginStep(LoadStepSpec step, bool isWarmup)
    {
        _tally.BeginStep(isWarmup);
        var running = new LoadStepProgress(step, isWarmup, _options, _time);
        foreach (var connection in _connections)
        {
            connection.Tell(new Begin(running.Stage));
        }

        Become(message => Running(message, running));
        Proceed(running);
    }

    private void Running(object message, LoadStepProgress running)
    {
        switch (message)
        {
            case Wake:
                Proceed(running);
                break;
            case Settled settled:
                running.Settle(settled);
                if (running.SettledConnections == _connections.Length)
                {
                    End(running);
                }

                break;
            case Opened opened:
                _tally.Count(opened, running);
                break;
            case Failed failed:
                _tally.Count(failed, running);
                if (_tally.GaveUp == _connections.Length)
                {
                    HaltEarly(running, "no connection was left");
                }

                break;
            case Cancel:
                HaltEarly(running, running.IsWarmup ? "it was interrupted during the warm-up" : "it was interrupted");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Proceed(LoadStepProgress running)
    {
        var now = _time.GetTimestamp();
        while (running.TryTakeDue(now, out var number, out var dueAt))
        {
            _connections[number % _connections.Length].Tell(new Due(dueAt));
        }

        if (running.TryTakeInterval(now, _tally.Measured) is { } interval)
        {
            Report(interval);
        }

        if (running.MustHalt(now))
        {
            running.Halt(now, _options.Client.AnswerTimeout ?? CancelGrace);
            Broadcast(Halt.Instance);
        }
        else if (running.TryAbandon(now))
        {
            Broadcast(Abandon.Instance);
        }

        WakeAt(running.NextAt, now);
    }

    private void End(LoadStepProgress running)
    {
        Report(running.TakeLastInterval(_tally.Measured));
        var measurement = running.Measure();
        if (!running.IsWarmup)
        {
            _tally.Add(measurement);
        }

        BeginNext();
    }

    private void HaltEarly(LoadStepProgress running, string why)
    {
        _tally.EndEarly(why);
        running.Halt(_time.GetTimestamp(), CancelGrace);
        Broadcast(Halt.Instance);
        Proceed(running);
    }

    private void Report(LoadInterval interval)
    {
        _progress?.Report(interval);
        _tally.Add(interval);
    }

    private void Finish()
    {
        _done.TrySetResult(_tally.Result());
        Context.Stop(Self);
    }

    private void Broadcast(object message)
    {
        foreach (var connection in _connections)
        {
            connection.Tell(message);
        }
    }

    private void WakeAt(long timestamp, long now)
    {
        var wait = _time.GetElapsedTime(now, timestamp);
        _timer.Change(wait < Grain ? Grain : wait, Timeout.InfiniteTimeSpan);
    }
}
