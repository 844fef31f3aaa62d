using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.IO;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Filters;

// The life of a filter: how it begins, gets its handler, and ends.
internal abstract partial class TcpFilter
{
    protected sealed override void Handle(object message)
    {
        switch (message)
        {
            case Tcp.Register late when HasEnded:
                late.Handler.Tell(_end ?? Tcp.Aborted.Instance, this);
                break;
            case Tcp.Message or Overdue or DeathWatchNotification when HasEnded:
                break;
            case Started:
                ((IInternalActorRef)Below).SendSystemMessage(new Watch((IInternalActorRef)Below, this));
                Below.Tell(Borrows ? new RegisterBorrowing(this) : new Tcp.Register(this, keepOpenOnPeerClosed: true), this);
                Prepare();
                break;
            case Tcp.Message or Overdue or DeathWatchNotification when _isLeaving:
                Leave(message);
                break;
            case Tcp.Received received when _place.Index == 0:
                Facts.AddArrived(received.Data.Count);
                FromBelow(received);
                break;
            case Tcp.Event @event:
                FromBelow(@event);
                break;
            case Tcp.Register register:
                Register(register);
                break;
            case Tcp.Command command:
                HandleCommand(command);
                break;
            case DeathWatchNotification death when death.Actor.Equals(Below): // Akka.IO's may stop without a word
                FromBelow(Tcp.Aborted.Instance);
                break;
            case DeathWatchNotification: // of the handler
                HandleCommand(Tcp.Abort.Instance);
                break;
            case Overdue when !_isReady:
                TooSlow();
                break;
            case Overdue when _handler is null:
                HandleCommand(Tcp.Abort.Instance);
                break;
            case Overdue: // registered meanwhile
                break;
            default:
                HandleOther(message);
                break;
        }
    }

    // After an exception nothing is known about the stream.
    protected sealed override void Fail(Exception cause)
    {
        Logging.GetLogger(_place.Path.System, GetType()).Error(cause, "a filter failed and its connection is reset");
        if (!_isReady)
        {
            Refuse(RefusalReason.FilterFailed, $"a filter of the connection failed: {cause.Message}.");
        }
        else if (!HasEnded)
        {
            Below.Tell(Tcp.Abort.Instance, this);
            End(new Tcp.ErrorClosed(cause.Message));
        }
    }

    private void Leave(object message)
    {
        switch (message)
        {
            case Tcp.Received:
                AskForMore();
                break;
            case Tcp.ConnectionClosed and not Tcp.PeerClosed or DeathWatchNotification:
                SetEnded();
                break;
            case Overdue:
                Below.Tell(Tcp.Abort.Instance, this);
                SetEnded();
                break;
        }
    }

    private void FromBelow(Tcp.Event message)
    {
        if (_isReady)
        {
            HandleEvent(message);
        }
        else
        {
            WhilePreparing(message);
        }
    }

    private void Register(Tcp.Register register)
    {
        _handler = (IInternalActorRef)register.Handler;
        HandlerBorrows = register is RegisterBorrowing;
        _keepOpenOnPeerClosed = register.KeepOpenOnPeerClosed;
        _handler.SendSystemMessage(new Watch(_handler, this));
        _place.Path.Settle(_place.Index);
        if (_pushes)
        {
            HandleCommand(Tcp.ResumeReading.Instance);
        }
    }

    private static IActorRef? NoSender => ActorRefs.NoSender;
}
