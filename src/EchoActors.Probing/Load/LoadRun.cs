using Akka.Actor;
using Akka.Dispatch;
using EchoActors.Transport;

namespace EchoActors.Probing.Load;

/// <summary>
/// A whole load: opens the connections, runs the warm-up and then step after step, tells the workers of an open loop when
/// a send is due, and collects what they measure. It is the parent of the workers.
/// </summary>
/// <remarks>
/// <code>
/// Opening ──all decided──► Running(warm-up) ──► Running(step) ──► … ──► done
///    └──────── none established, Cancel, no connection left ────────────┘
/// </code>
/// A step ends in two parts: first its time or its messages are over, then nothing is outstanding or a deadline has passed.
/// One timer drives everything: it is set for the next event that is due.
/// </remarks>
internal sealed class LoadRun : TaskActor<LoadResult>, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    // Sends that fall due closer together than this are handed out together.
    private static readonly TimeSpan Grain = TimeSpan.FromMicroseconds(100);

    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(1);

    private sealed class Wake
    {
        public static readonly Wake Instance = new();
    }

    private readonly LoadOptions _options;
    private readonly IProgress<LoadInterval>? _progress;
    private readonly IActorRef _tcp;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly IActorRef[] _connections; // the workers
    private readonly LoadTally _tally; // the measurements over all steps

    private LoadRun(
        LoadOptions options,
        TaskCompletionSource<LoadResult> done,
        IProgress<LoadInterval>? progress,
        IActorRef? tcp,
        TimeProvider time)
        : base(done)
    {
        _options = options;
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
        var opening = new LoadOpening(_connections, schedule);
        Become(message => Opening(message, opening));
        OpenMore(opening);
    }

    protected override void PostStop()
    {
        _timer.Dispose();
        base.PostStop();
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Opening(object message, LoadOpening opening)
    {
        switch (message)
        {
            case Wake:
                OpenMore(opening);
                break;
            case LoadWorker.Opened opened:
                _tally.Count(opened, running: null);
                opening.Decide();
                OpenMore(opening);
                break;
            case LoadWorker.Failed failed:
                _tally.Count(failed, running: null);
                opening.Decide();
                OpenMore(opening);
                break;
            case ActorTask.Cancel:
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
        opening.OpenDue(now);
        if (opening.NextAt is { } next)
        {
            WakeAt(next, now);
        }

        if (opening.IsComplete && _tally.Connected == 0)
        {
            Finish();
        }
        else if (opening.IsComplete)
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
        _connections.TellAll(new LoadWorker.Begin(running.Shared));
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
            case LoadWorker.Settled settled:
                running.Settle(settled);
                if (running.SettledConnections == _connections.Length)
                {
                    End(running);
                }

                break;
            case LoadWorker.Opened opened:
                _tally.Count(opened, running);
                break;
            case LoadWorker.Failed failed:
                _tally.Count(failed, running);
                if (_tally.GaveUp == _connections.Length)
                {
                    HaltEarly(running, "no connection was left");
                }

                break;
            case ActorTask.Cancel:
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
            _connections[number % _connections.Length].Tell(new LoadWorker.Due(dueAt));
        }

        if (running.TryTakeInterval(now, _tally.Measured) is { } interval)
        {
            Report(interval);
        }

        if (running.MustHalt(now))
        {
            running.Halt(now, _options.Client.AnswerTimeout ?? CancelGrace);
            _connections.TellAll(LoadWorker.Halt.Instance);
        }
        else if (running.TryAbandon(now))
        {
            _connections.TellAll(LoadWorker.Abandon.Instance);
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
        _connections.TellAll(LoadWorker.Halt.Instance);
        Proceed(running);
    }

    private void Report(LoadInterval interval)
    {
        _progress?.Report(interval);
        _tally.Add(interval);
    }

    private void Finish() => Complete(_tally.Result());

    private void WakeAt(long timestamp, long now)
    {
        var wait = _time.GetElapsedTime(now, timestamp);
        _timer.Change(wait < Grain ? Grain : wait, Timeout.InfiniteTimeSpan);
    }
}
