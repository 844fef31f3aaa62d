using Akka.Actor;
using Akka.Dispatch.SysMsg;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// A reference that handles its messages one at a time and in order, as an actor does, but on the thread of whoever tells it
/// something, at once: no cell, no mailbox, no hop. Who comes while it is at work leaves the message to whoever is, so that
/// nobody waits and nothing re-enters.
/// </summary>
/// <remarks>Handling must be short, and must not block: it takes the teller's time.</remarks>
internal abstract class SerialActorRef : MinimalActorRef
{
    private RunToCompletionQueue? _waiting; // nothing has waited yet, as a rule
    private int _pending; // the message at work and those that wait

    /// <summary>Who told the message at work.</summary>
    protected IActorRef Sender { get; private set; } = ActorRefs.Nobody;

    public sealed override void SendSystemMessage(ISystemMessage message) => TellInternal(message, ActorRefs.Nobody);

    protected sealed override void TellInternal(object message, IActorRef sender)
    {
        if (Interlocked.CompareExchange(ref _pending, 1, 0) == 0)
        {
            WorkInOrder(message, sender);
        }
        else
        {
            Enqueue(message, sender);
            if (Interlocked.Increment(ref _pending) > 1)
            {
                return;
            }

            WorkOnNext();
        }

        while (Interlocked.Decrement(ref _pending) > 0)
        {
            WorkOnNext();
        }
    }

    protected abstract void Handle(object message);

    /// <summary>A message could not be handled.</summary>
    protected abstract void Fail(Exception cause);

    // Nothing was counted, and yet something may wait: between adding a message and counting it another's count may be spent
    // on it. What was told before comes before.
    private void WorkInOrder(object message, IActorRef sender)
    {
        if (_waiting is { HasMessages: true })
        {
            Enqueue(message, sender);
            WorkOnNext();
        }
        else
        {
            Work(message, sender);
        }
    }

    private void Enqueue(object message, IActorRef sender) =>
        LazyInitializer.EnsureInitialized(ref _waiting).Enqueue(this, new Envelope(message, sender));

    private void WorkOnNext()
    {
        _waiting!.TryDequeue(out var envelope); // counted after it was added, so it is there
        Work(envelope.Message, envelope.Sender);
    }

    private void Work(object message, IActorRef sender)
    {
        Sender = sender;
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
