using Akka.Actor;
using Akka.Dispatch;
using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>
/// One worker of a churning load: for each message a connection of its own. Connect, exchange, close; the close is a
/// reset after the whole echo is back, which leaves no TIME_WAIT behind, so that local ports don't run out.
/// </summary>
/// <remarks>
/// <code>
/// Free ──there is a message to send──► Exchanging ──whole echo──► Closing ──Ended──► Free
///                                          └──────failed──► Pausing ──Resume──► Free
/// </code>
/// After five failures in a row it gives up.
/// </remarks>
internal sealed class LoadChurn : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private sealed record Operation(IActorRef Client, EchoClient.Send Send, long DueAt, long SentAt)
    {
        public int Echoed { get; set; }
    }

    private sealed class Resume
    {
        public static readonly Resume Instance = new();
    }

    private readonly int _number;
    private readonly LoadOptions _options;
    private readonly IActorRef? _tcp;
    private readonly TimeProvider _time;
    private readonly Queue<long> _due = new();
    private LoadStage? _stage;
    private LoadCounts _counts;
    private bool _isSending;
    private int _failures;
    private long _next;
    private long _lastEchoAt;

    private LoadChurn(int number, LoadOptions options, IActorRef? tcp, TimeProvider time)
    {
        _number = number;
        _options = options;
        _tcp = tcp;
        _time = time;
        _next = number;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(int number, LoadOptions options, IActorRef? tcp, TimeProvider time) =>
        Akka.Actor.Props.CreateBy(new ActorProducer<LoadChurn>(() => new LoadChurn(number, options, tcp, time)));

    protected override SupervisorStrategy SupervisorStrategy() => LoadRun.Escalating;

    protected override void OnReceive(object message) => Free(message);

    private void Free(object message)
    {
        switch (message)
        {
            case LoadRun.Begin begin:
                _stage = begin.Stage;
                _counts = default;
                _isSending = true;
                Start();
                break;
            case LoadRun.Due due:
                _due.Enqueue(due.At);
                Start();
                break;
            case LoadRun.Halt:
            case LoadRun.Abandon:
                StopSending();
                Settle();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start()
    {
        var now = _time.GetTimestamp();
        if (!_isSending || _stage is null)
        {
            Settle();
        }
        else if (_stage.IsClosedLoop)
        {
            if (_stage.TryTake())
            {
                Connect(now, now);
            }
            else
            {
                _isSending = false;
                Settle();
            }
        }
        else if (_due.TryDequeue(out var dueAt))
        {
            _stage.Meter.Sent(dueAt, now);
            Connect(dueAt, now);
        }
    }

    private void Connect(long dueAt, long now)
    {
        var client = Context.ActorOf(EchoClient.Props(_options.Target, _options.Client, Self, _tcp, _time));
        var send = _options.Payload[_next++];
        client.Tell(send);
        _counts = _counts with { Sent = _counts.Sent + 1 };
        var operation = new Operation(client, send, dueAt, now);
        Become(message => Exchanging(message, operation));
    }

    private void Exchanging(object message, Operation operation)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                Context.Parent.Tell(new LoadRun.Opened(connected.ConnectTime));
                break;
            case EchoClient.Echoed echoed:
                Receive(echoed, operation);
                break;
            case EchoClient.Ended ended:
                Fail(ended.Outcome);
                break;
            default:
                WhileBusy(message, operation);
                break;
        }
    }

    private void Receive(EchoClient.Echoed echoed, Operation operation)
    {
        operation.Echoed += echoed.Data.Count;
        if (operation.Echoed < operation.Send.Data.Count)
        {
            return;
        }

        _failures = 0;
        _lastEchoAt = echoed.Timestamp;
        _stage!.Meter.Echoed(operation.DueAt, operation.SentAt, echoed.Timestamp);
        _counts = _counts with { Echoed = _counts.Echoed + 1, Bytes = _counts.Bytes + operation.Echoed };
        operation.Client.Tell(EchoClient.Abort.Instance);
        Become(message => Closing(message, operation));
    }

    private void Closing(object message, Operation operation)
    {
        switch (message)
        {
            case EchoClient.Ended:
                Become(Free);
                Start();
                break;
            default:
                WhileBusy(message, operation);
                break;
        }
    }

    private void Pausing(object message)
    {
        switch (message)
        {
            case Resume:
                Become(Free);
                Start();
                break;
            case LoadRun.Due due:
                _due.Enqueue(due.At);
                break;
            default:
                Free(message);
                break;
        }
    }

    private void GivenUp(object message)
    {
        switch (message)
        {
            case LoadRun.Begin begin:
                _stage = begin.Stage;
                _counts = default;
                SettleIfClosedLoop();
                break;
            case LoadRun.Due:
                _counts = _counts with { NeverMade = _counts.NeverMade + 1 };
                break;
            default:
                Free(message);
                break;
        }
    }

    private void WhileBusy(object message, Operation operation)
    {
        switch (message)
        {
            case LoadRun.Due due:
                _due.Enqueue(due.At);
                break;
            case LoadRun.Halt:
                StopSending();
                break;
            case LoadRun.Abandon:
                StopSending();
                operation.Client.Tell(EchoClient.Abort.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Fail(EchoOutcome outcome)
    {
        _failures++;
        var givesUp = _failures == LoadRun.MostFailures;
        Context.Parent.Tell(new LoadRun.Failed(_number, outcome, givesUp));
        if (givesUp)
        {
            var wasSending = _isSending;
            StopSending();
            Become(GivenUp);
            if (wasSending)
            {
                SettleIfClosedLoop();
            }
            else
            {
                Settle();
            }
        }
        else if (!_isSending)
        {
            Become(Free);
            Settle();
        }
        else
        {
            Timers.StartSingleTimer(Resume.Instance, Resume.Instance, LoadRun.Pause(_failures));
            Become(Pausing);
        }
    }

    // What was due and found no free worker before the end was never made.
    private void StopSending()
    {
        _isSending = false;
        _counts = _counts with { NeverMade = _counts.NeverMade + _due.Count };
        _due.Clear();
    }

    // The sends of an open loop still fall due to a worker that has given up; they are counted until the step ends.
    private void SettleIfClosedLoop()
    {
        if (_stage is { IsClosedLoop: true })
        {
            Settle();
        }
    }

    private void Settle()
    {
        if (_stage is not null)
        {
            Context.Parent.Tell(new LoadRun.Settled(_counts, _lastEchoAt));
            _stage = null;
        }
    }
}
