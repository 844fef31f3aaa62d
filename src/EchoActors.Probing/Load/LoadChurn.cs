using Akka.Actor;
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
internal sealed class LoadChurn : LoadWorker
{
    private sealed record Operation(IActorRef Client, EchoClient.Send Send, long DueAt, long SentAt)
    {
        public int Echoed { get; set; }
    }

    private sealed class Resume
    {
        public static readonly Resume Instance = new();
    }

    private readonly Queue<long> _due = new();

    private LoadChurn(int number, LoadOptions options, IActorRef? tcp, TimeProvider time)
        : base(number, options, tcp, time)
    {
    }

    public static Props Props(int number, LoadOptions options, IActorRef? tcp, TimeProvider time) =>
        ActorProps.Create(() => new LoadChurn(number, options, tcp, time));

    protected override void OnReceive(object message) => Free(message);

    private void Free(object message)
    {
        switch (message)
        {
            case LoadRun.Begin begin:
                Begin(begin.Stage);
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
        var now = Time.GetTimestamp();
        if (!IsSending || Stage is null)
        {
            Settle();
        }
        else if (Stage.IsClosedLoop)
        {
            if (Stage.TryTake())
            {
                Connect(now, now);
            }
            else
            {
                IsSending = false;
                Settle();
            }
        }
        else if (_due.TryDequeue(out var dueAt))
        {
            Stage.Meter.Sent(dueAt, now);
            Connect(dueAt, now);
        }
    }

    private void Connect(long dueAt, long now)
    {
        var client = CreateClient();
        var send = TakeMessage();
        client.Tell(send);
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

        CountEchoed(operation.DueAt, operation.SentAt, echoed.Timestamp, operation.Echoed);
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
                Begin(begin.Stage);
                SettleIfClosedLoop();
                break;
            case LoadRun.Due:
                CountNeverMade();
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
        if (GivesUpAfter(outcome))
        {
            var wasSending = IsSending;
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
        else if (!IsSending)
        {
            Become(Free);
            Settle();
        }
        else
        {
            AfterPause(Resume.Instance);
            Become(Pausing);
        }
    }

    // What was due and found no free worker before the end was dropped.
    private void StopSending()
    {
        IsSending = false;
        CountNeverMade(_due.Count);
        _due.Clear();
    }

    // The sends of an open loop still fall due to a worker that has given up; they are counted until the step ends.
    private void SettleIfClosedLoop()
    {
        if (Stage is { IsClosedLoop: true })
        {
            Settle();
        }
    }
}
