using Akka.Actor;
using Akka.Dispatch;

namespace EchoActors.Tests.Dispatch;

/// <summary>An actor that says it never blocks, and does what the test gives it.</summary>
internal sealed class NonBlockingActor(Action<IActorRef, object> onReceive)
    : UntypedActor, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    public static Props Props(Action<IActorRef, object> onReceive) =>
        ActorProps.Create(() => new NonBlockingActor(onReceive));

    protected override void OnReceive(object message)
    {
        if (message is Action act)
        {
            act();
        }
        else
        {
            onReceive(Sender, message);
        }
    }
}

/// <summary>An actor with the mailbox that actors have unless they ask for another.</summary>
internal sealed class OrdinaryActor(Action<IActorRef, object> onReceive) : UntypedActor
{
    public static Props Props(Action<IActorRef, object> onReceive) =>
        ActorProps.Create(() => new OrdinaryActor(onReceive));

    protected override void OnReceive(object message) => onReceive(Sender, message);
}
