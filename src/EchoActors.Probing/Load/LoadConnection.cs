using Akka.Actor;
using Akka.Dispatch;
using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>
/// One connection of a load that lasts: opens it, sends when told or whenever an echo makes room, times what comes back,
/// and opens it again when it breaks.
/// </summary>
/// <remarks>
/// <code>
/// Closed ──Open──► Opening ──Connected──► Opened ──Ended──► Broken ──Reopen──► Opening
///                     └──────── the first attempt, or the fifth in a row, fails ──────► GivenUp
/// </code>
/// A step (<see cref="LoadRun.Begin"/> to <see cref="LoadRun.Settled"/>) runs beside these states.
/// </remarks>
internal sealed class LoadConnection : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private sealed class Reopen
    {
        public static readonly Reopen Instance = new();
    }

    private readonly int _number;
    private readonly LoadOptions _options;
    private readonly IActorRef? _tcp;
    private readonly TimeProvider _time;
    private readonly Outstanding _outstanding = new();
    private LoadStage? _stage;
    private LoadCounts _counts;
    private IActorRef? _client;
    private bool _isSending;
    private bool _hasStood;
    private int _failures;
    private long _next;
    private long _lastEchoAt;

    private LoadConnection(int number, LoadOptions options, IActorRef? tcp, TimeProvider time)
    {
        _number = number;
        _options = options;
        _tcp = tcp;
        _time = time;
        _next = number;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(int number, LoadOptions options, IActorRef? tcp, TimeProvider time) =>
        Akka.Actor.Props.CreateBy(new ActorProducer<LoadConnection>(() => new LoadConnection(number, options, tcp, time)));

    protected override SupervisorStrategy SupervisorStrategy() => LoadRun.Escalating;

    protected override void OnReceive(object message) => Closed(message);

    private void Closed(object message)
    {
        switch (message)
        {
            case LoadRun.Open:
                Connect();
                break;
            default:
                OfTheStep(message);
                break;
        }
    }

    private void Connect()
    {
        var client = Context.ActorOf(EchoClient.Props(_options.Target, _options.Client, Self, _tcp, _time));
        Become(message => Opening(message, client));
    }

    private void Opening(object message, IActorRef client)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                _client = client;
                _hasStood = true;
                Context.Parent.Tell(new LoadRun.Opened(connected.ConnectTime));
                Become(Opened);
                Fill();
                break;
            case EchoClient.Ended ended:
                Failed(ended.Outcome);
                break;
            default:
                OfTheStep(message);
                break;
        }
    }

    private void Opened(object message)
    {
        switch (message)
        {
            case EchoClient.Echoed echoed:
                Receive(echoed);
                break;
            case LoadRun.Due due:
                SendDue(due.At);
                break;
            case EchoClient.Ended ended:
                _client = null;
                Failed(ended.Outcome);
                break;
            default:
                OfTheStep(message);
                break;
        }
    }

    private void Broken(object message)
    {
        switch (message)
        {
            case Reopen:
                Connect();
                break;
            default:
                OfTheStep(message);
                break;
        }
    }

    private void GivenUp(object message)
    {
        switch (message)
        {
            case LoadRun.Begin begin:
                Begin(begin.Stage);
                StopIfClosedLoop();
                break;
            default:
                OfTheStep(message);
                break;
        }
    }

    private void OfTheStep(object message)
    {
        switch (message)
        {
            case LoadRun.Begin begin:
                Begin(begin.Stage);
                Fill();
                break;
            case LoadRun.Due:
                _counts = _counts with { NeverMade = _counts.NeverMade + 1 };
                break;
            case LoadRun.Halt:
                StopSending();
                break;
            case LoadRun.Abandon:
                if (_outstanding.Count > 0)
                {
                    _client?.Tell(EchoClient.Abort.Instance);
                    _outstanding.Clear();
                }

                StopSending();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(LoadStage stage)
    {
        _stage = stage;
        _counts = default;
        _isSending = true;
    }

    // In a closed loop, sends until the pipeline is full or the step's messages are used up.
    private void Fill()
    {
        while (_isSending && _client is not null && _stage!.IsClosedLoop && _outstanding.Count < _options.Pipeline)
        {
            if (!_stage.TryTake())
            {
                StopSending();
                return;
            }

            var now = _time.GetTimestamp();
            Send(now, now);
        }
    }

    private void SendDue(long dueAt)
    {
        if (!_isSending || _outstanding.Bytes > _options.Client.Window)
        {
            _counts = _counts with { NeverMade = _counts.NeverMade + 1 };
            return;
        }

        var now = _time.GetTimestamp();
        _stage!.Meter.Sent(dueAt, now);
        Send(dueAt, now);
    }

    private void Send(long dueAt, long now)
    {
        var send = _options.Payload[_next++];
        _counts = _counts with { Sent = _counts.Sent + 1 };
        _outstanding.Add(dueAt, now, send.Data.Count);
        _client!.Tell(send);
    }

    private void Receive(EchoClient.Echoed echoed)
    {
        _lastEchoAt = echoed.Timestamp;
        var bytes = echoed.Data.Count;
        while (_outstanding.TryComplete(ref bytes, out var message))
        {
            _failures = 0;
            _stage!.Meter.Echoed(message.DueAt, message.SentAt, echoed.Timestamp);
            _counts = _counts with { Echoed = _counts.Echoed + 1, Bytes = _counts.Bytes + message.Size };
        }

        if (_isSending)
        {
            Fill();
        }
        else
        {
            SettleIfDone();
        }
    }

    private void Failed(EchoOutcome outcome)
    {
        _outstanding.Clear();
        _failures++;
        var givesUp = !_hasStood || _failures == LoadRun.MostFailures;
        Context.Parent.Tell(new LoadRun.Failed(_number, outcome, givesUp));
        if (givesUp)
        {
            Become(GivenUp);
            StopIfClosedLoop();
            return;
        }

        Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, LoadRun.Pause(_failures));
        Become(Broken);
        SettleIfDone();
    }

    // The sends of an open loop still fall due to a connection that was given up; they are counted until the step ends.
    private void StopIfClosedLoop()
    {
        if (_stage is not { IsClosedLoop: false })
        {
            StopSending();
        }
        else
        {
            SettleIfDone();
        }
    }

    private void StopSending()
    {
        if (_stage is not null)
        {
            _isSending = false;
            SettleIfDone();
        }
    }

    private void SettleIfDone()
    {
        if (_isSending || _outstanding.Count > 0 || _stage is null)
        {
            return;
        }

        Context.Parent.Tell(new LoadRun.Settled(_counts, _lastEchoAt));
        _stage = null;
    }
}
