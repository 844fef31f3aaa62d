using Akka.Actor;
using Akka.Dispatch;
using Akka.IO;

namespace EchoActors.Transport;

/// <summary>
/// A <c>Tcp</c> manager for servers that takes the place of Akka.IO's: the same messages, the same order, fewer objects
/// and fewer hops for each connection and each chunk. Connecting out is left to Akka.IO.
/// </summary>
/// <remarks>
/// What differs from Akka.IO, none of which a handler of connections has to know: an empty write is acknowledged in its
/// turn, a receive buffer is kept only while it is small, descriptors that run out cost a warning every ten seconds, and
/// listener statistics aren't published.
/// </remarks>
internal sealed class DirectTcp : UntypedActor, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private static readonly Props Instance =
        Akka.Actor.Props.CreateBy(new ActorProducer<DirectTcp>(() => new DirectTcp()));

    private DirectTcp()
    {
    }

    public static Props Props() => Instance;

    // A listener that failed has no socket any more: its binder, who watches it, decides.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bind bind:
                Context.ActorOf(DirectListener.Props(bind, Sender));
                break;
            case Tcp.Connect connect:
                Context.System.Tcp().Forward(connect);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
