using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace EchoActors.Dispatch;

/// <summary>
/// A reference that handles its messages one at a time and in order, as an actor does, but at once and on the sender's thread:
/// no cell, no mailbox, no hop. A sender that finds it busy enqueues its message and returns; the thread that is running it
/// handles the message next. Nobody waits, and it is never re-entered.
/// </summary>
/// <remarks>
/// Handling must be short and must not block: it takes the sender's time. One that belongs to a thread
/// (<see cref="MayRunHere"/>) handles there what other threads tell it.
/// </remarks>
internal abstract class SerialActorRef : MinimalActorRef
{
    private RunToCompletionQueue? _waiting; // made for the first message that waits; most references never need it
    private int _pending; // the message being handled and those that wait
    private List<IInternalActorRef>? _watchers;

    /// <summary>The sender of the message being handled.</summary>
    protected IActorRef Sender { get; private set; } = ActorRefs.Nobody;

    /// <summary>Whether it has ended: <see cref="SetEnded"/> was called.</summary>
    protected bool HasEnded { get; private set; }

    // A path is hashed by its text, which costs too much for what each collection of references asks.
    public sealed override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    public sealed override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public sealed override void SendSystemMessage(ISystemMessage message) => TellInternal(message, ActorRefs.Nobody);

    /// <summary>Whether it may handle messages on the calling thread.</summary>
    protected virtual bool MayRunHere => true;

    protected sealed override void TellInternal(object message, IActorRef sender)
    {
        if (!MayRunHere)
        {
            Enqueue(message, sender);
            if (Interlocked.Increment(ref _pending) == 1)
            {
                HandleWaitingElsewhere();
            }
        }
        else if (Interlocked.CompareExchange(ref _pending, 1, 0) == 0)
        {
            HandleInOrder(message, sender);
            while (Interlocked.Decrement(ref _pending) > 0)
            {
                HandleNext();
            }
        }
        else
        {
            Enqueue(message, sender);
            if (Interlocked.Increment(ref _pending) == 1)
            {
                HandleWaiting();
            }
        }
    }

    /// <summary>Has <see cref="HandleWaiting"/> called once, on a thread where it may run.</summary>
    protected virtual void HandleWaitingElsewhere() => throw new NotSupportedException();

    /// <summary>Handles the messages that wait; there is one.</summary>
    protected void HandleWaiting()
    {
        do
        {
            HandleNext();
        }
        while (Interlocked.Decrement(ref _pending) > 0);
    }

    protected abstract void Handle(object message);

    /// <summary>Handling a message has thrown.</summary>
    protected abstract void Fail(Exception cause);

    /// <summary>Handles what every reference must: death watch, identification, stopping, dead letters.</summary>
    protected void Unhandled(object message)
    {
        switch (message)
        {
            case Watch watch when HasEnded:
                TellEnd(watch.Watcher);
                break;
            case Watch watch:
                (_watchers ??= new(1)).Add(watch.Watcher);
                break;
            case Unwatch unwatch:
                _watchers?.Remove(unwatch.Watcher);
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, HasEnded ? null : this), this);
                break;
            case PoisonPill or Kill when !HasEnded:
                Stop();
                break;
            case ISystemMessage: // it has no parent to be supervised by
            case IDeadLetterSuppression:
                break;
            default:
                Provider.DeadLetters.Tell(new DeadLetter(message, Sender, this), this);
                break;
        }
    }

    /// <summary>It has ended: tells those that watch it.</summary>
    protected void SetEnded()
    {
        HasEnded = true;
        _watchers?.ForEach(TellEnd);
        _watchers = null;
    }

    private void TellEnd(IInternalActorRef watcher) =>
        watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));

    // Nothing is counted, and yet a message may wait: it is added before it is counted, and another thread may have handled it
    // on a count of its own meanwhile. It comes first.
    private void HandleInOrder(object message, IActorRef sender)
    {
        if (_waiting is { HasMessages: true })
        {
            Enqueue(message, sender);
            HandleNext();
        }
        else
        {
            HandleNow(message, sender);
        }
    }

    private void Enqueue(object message, IActorRef sender) =>
        LazyInitializer.EnsureInitialized(ref _waiting).Enqueue(this, new Envelope(message, sender));

    private void HandleNext()
    {
        _waiting!.TryDequeue(out var envelope); // counted after it was added, so it is there
        HandleNow(envelope.Message, envelope.Sender);
    }

    private void HandleNow(object message, IActorRef sender)
    {
        Sender = sender ?? ActorRefs.Nobody; // a message may come from no actor
        try
        {
            Handle(message);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }
}
