using Akka.Actor;
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
internal sealed class LoadConnection : LoadWorker
{
    private sealed class Reopen
    {
        public static readonly Reopen Instance = new();
    }

    private readonly Outstanding _outstanding = new();
    private IActorRef? _client;
    private bool _hasStood;

    private LoadConnection(int number, LoadOptions options, IActorRef? tcp, TimeProvider time)
        : base(number, options, tcp, time)
    {
    }

    public static Props Props(int number, LoadOptions options, IActorRef? tcp, TimeProvider time) =>
        ActorProps.Create(() => new LoadConnection(number, options, tcp, time));

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
        var client = CreateClient();
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
                CountNeverMade();
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

    // In a closed loop, sends until the pipeline is full or the step's messages are used up.
    private void Fill()
    {
        while (IsSending && _client is not null && Stage!.IsClosedLoop && _outstanding.Count < Options.Pipeline)
        {
            if (!Stage.TryTake())
            {
                StopSending();
                return;
            }

            var now = Time.GetTimestamp();
            Send(now, now);
        }
    }

    private void SendDue(long dueAt)
    {
        if (!IsSending || _outstanding.Bytes > Options.Client.Window)
        {
            CountNeverMade();
            return;
        }

        var now = Time.GetTimestamp();
        Stage!.Meter.Sent(dueAt, now);
        Send(dueAt, now);
    }

    private void Send(long dueAt, long now)
    {
        var send = TakeMessage();
        _outstanding.Add(dueAt, now, send.Data.Count);
        _client!.Tell(send);
    }

    private void Receive(EchoClient.Echoed echoed)
    {
        var bytes = echoed.Data.Count;
        while (_outstanding.TryComplete(ref bytes, out var message))
        {
            CountEchoed(message.DueAt, message.SentAt, echoed.Timestamp, message.Size);
        }

        if (IsSending)
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
        if (GivesUpAfter(outcome, isHopeless: !_hasStood))
        {
            Become(GivenUp);
            StopIfClosedLoop();
            return;
        }

        AfterPause(Reopen.Instance);
        Become(Broken);
        SettleIfDone();
    }

    // The sends of an open loop still fall due to a connection that was given up; they are counted until the step ends.
    private void StopIfClosedLoop()
    {
        if (Stage is not { IsClosedLoop: false })
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
        if (Stage is not null)
        {
            IsSending = false;
            SettleIfDone();
        }
    }

    private void SettleIfDone()
    {
        if (!IsSending && _outstanding.Count == 0)
        {
            Settle();
        }
    }
}
