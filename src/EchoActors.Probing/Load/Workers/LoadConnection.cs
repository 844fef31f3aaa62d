using System.Net.Sockets;
using Akka.Actor;
using EchoActors.Client;
using EchoActors.Transport;

namespace EchoActors.Probing.Load;

/// <summary>
/// One lasting connection of a load: opens it, sends when told (open loop) or when an echo makes room (closed loop), times
/// what comes back, and opens it again when it breaks.
/// </summary>
/// <remarks>
/// <code>
/// Closed ──Open──► Opening ──Connected──► Connected ──Ended──► Broken ──Reopen──► Opening
///                     └──────── the first attempt, or the fifth in a row, fails ──────► GivenUp
/// </code>
/// A step (<see cref="LoadWorker.Begin"/> to <see cref="LoadWorker.Settled"/>) runs beside these states.
/// </remarks>
internal sealed class LoadConnection : LoadWorker
{
    private sealed class Reopen
    {
        public static readonly Reopen Instance = new();
    }

    private Socket? _socket; // of the current connection
    private TcpPathInfo _counted; // at the end of the step before
    private bool _isConnected;
    private bool _hasConnected;

    private LoadConnection(int number, LoadOptions options, IActorRef? tcp, TimeProvider time)
        : base(number, options, tcp, time)
    {
    }

    public static Props Props(int number, LoadOptions options, IActorRef? tcp, TimeProvider time) =>
        ActorProps.Create(() => new LoadConnection(number, options, tcp, time));

    protected override PathFigures? TakePath()
    {
        var now = TcpPathInfo.TryRead(_socket);
        var path = PathFigures.Since(_counted, now);
        _counted = now ?? _counted;
        return path;
    }

    protected override void OnReceive(object message) => Closed(message);

    private void Closed(object message)
    {
        switch (message)
        {
            case Open:
                Connect();
                break;
            default:
                OfTheStep(message);
                break;
        }
    }

    private void Connect()
    {
        Session.Open();
        Become(Opening);
    }

    private void Opening(object message)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                _isConnected = true;
                _hasConnected = true;
                (_socket, _counted) = (connected.Socket, default);
                Context.Parent.Tell(Opened.Of(connected));
                Become(Connected);
                Fill();
                break;
            case EchoClient.Ended ended:
                Fail(ended.Outcome);
                break;
            default:
                OfTheStep(message);
                break;
        }
    }

    private void Connected(object message)
    {
        switch (message)
        {
            case EchoClient.Echoed echoed:
                Receive(echoed);
                break;
            case Due due:
                SendDue(due.At);
                break;
            case EchoClient.Ended ended:
                Fail(ended.Outcome);
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
            case Begin begin:
                BeginStep(begin.Step);
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
            case Begin begin:
                BeginStep(begin.Step);
                Fill();
                break;
            case Due:
                CountDropped();
                break;
            case Halt:
                StopSending();
                break;
            case Abandon:
                if (Session.OutstandingCount > 0)
                {
                    Session.Abort();
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
        while (IsSending && _isConnected && Step!.IsClosedLoop && Session.OutstandingCount < Options.Pipeline)
        {
            if (!Step.TryTake())
            {
                StopSending();
                return;
            }

            var now = Time.GetTimestamp();
            Session.Send(TakeMessage(), now, now);
        }
    }

    private void SendDue(long dueAt)
    {
        if (!IsSending || Session.OutstandingBytes > Options.Client.Window)
        {
            CountDropped();
            return;
        }

        var now = Time.GetTimestamp();
        Step!.Meter.Sent(dueAt, now);
        Session.Send(TakeMessage(), dueAt, now);
    }

    private void Receive(EchoClient.Echoed echoed)
    {
        var bytes = echoed.Data.Count;
        while (Session.TryComplete(ref bytes, out var message))
        {
            CountEchoed(message, echoed.Timestamp);
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

    private void Fail(EchoOutcome outcome)
    {
        Session.Forget();
        _isConnected = false;
        if (GivesUpAfter(outcome, isHopeless: !_hasConnected))
        {
            Become(GivenUp);
            StopIfClosedLoop();
            return;
        }

        AfterPause(Reopen.Instance);
        Become(Broken);
        SettleIfDone();
    }

    // In an open loop, sends remain due on a connection that was given up; they are counted as dropped until the step ends.
    private void StopIfClosedLoop()
    {
        if (Step is not { IsClosedLoop: false })
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
        if (Step is not null)
        {
            IsSending = false;
            SettleIfDone();
        }
    }

    private void SettleIfDone()
    {
        if (!IsSending && Session.OutstandingCount == 0)
        {
            Settle();
        }
    }
}
