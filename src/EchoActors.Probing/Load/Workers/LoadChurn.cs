using Akka.Actor;
using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>
/// One worker of a load with a connection for each message: connect, exchange, close. The close is a reset after the whole
/// echo is back: it leaves no TIME_WAIT behind (tcp(7)), so that local ports don't run out.
/// </summary>
/// <remarks>
/// <code>
/// Free ──there is a message to send──► Exchanging ──whole echo──► Closing ──Ended──► Free
///                                          └──────failed──► Pausing ──Resume──► Free
/// </code>
/// It gives up after five failures in a row.
/// </remarks>
internal sealed class LoadChurn : LoadWorker
{
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
            case Begin begin:
                BeginStep(begin.Step);
                Start();
                break;
            case Due due:
                _due.Enqueue(due.At);
                Start();
                break;
            case Halt:
            case Abandon:
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
        if (!IsSending || Step is null)
        {
            Settle();
        }
        else if (Step.IsClosedLoop)
        {
            if (Step.TryTake())
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
            Step.Meter.Sent(dueAt, now);
            Connect(dueAt, now);
        }
    }

    private void Connect(long dueAt, long now)
    {
        Session.Open();
        Session.Send(TakeMessage(), dueAt, now);
        Become(Exchanging);
    }

    private void Exchanging(object message)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                Context.Parent.Tell(Opened.Of(connected));
                break;
            case EchoClient.Echoed echoed:
                Receive(echoed);
                break;
            case EchoClient.Ended ended:
                Fail(ended.Outcome);
                break;
            default:
                WhileBusy(message);
                break;
        }
    }

    private void Receive(EchoClient.Echoed echoed)
    {
        if (Session.TryComplete(echoed, out var message))
        {
            CountEchoed(message, echoed.Timestamp);
            Session.Abort();
            Become(Closing);
        }
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case EchoClient.Ended:
                Session.Forget();
                Become(Free);
                Start();
                break;
            default:
                WhileBusy(message);
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
            case Due due:
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
            case Begin begin:
                BeginStep(begin.Step);
                SettleIfClosedLoop();
                break;
            case Due:
                CountDropped();
                break;
            default:
                Free(message);
                break;
        }
    }

    private void WhileBusy(object message)
    {
        switch (message)
        {
            case Due due:
                _due.Enqueue(due.At);
                break;
            case Halt:
                StopSending();
                break;
            case Abandon:
                StopSending();
                Session.Abort();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Fail(EchoOutcome outcome)
    {
        Session.Forget();
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

    // Sends that were due and found no free worker until the end are dropped.
    private void StopSending()
    {
        IsSending = false;
        CountDropped(_due.Count);
        _due.Clear();
    }

    // In an open loop, sends remain due for a worker that has given up; they are counted as dropped until the step ends.
    private void SettleIfClosedLoop()
    {
        if (Step is { IsClosedLoop: true })
        {
            Settle();
        }
    }
}
