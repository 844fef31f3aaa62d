using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>
/// A <c>Tcp</c> manager that takes the place of Akka.IO's: the same messages, the same order, fewer objects and fewer hops
/// for each connection and each chunk.
/// </summary>
/// <remarks>
/// What differs from Akka.IO, none of which a handler of connections has to know: an empty write is acknowledged in its
/// turn, a receive buffer is kept only while it is small, descriptors that run out cost a warning every ten seconds,
/// listener statistics aren't published, a connect that failed carries the kernel's reason, and a connection that was made
/// is reset at its register timeout where Akka.IO resets it with whoever asked for it.
/// </remarks>
internal sealed class DirectTcp : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private static readonly Props Instance =
        ActorProps.Create(() => new DirectTcp());

    private readonly ConnectionRegistry _made = ConnectionRegistry.Of(
        Context, Context.System.WithExtension<TcpExt, Tcp>().Settings.RegisterTimeout, Context.GetLogger());

    private DirectTcp()
    {
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props() => Instance;

    protected override void PostStop() => _made.Abort();

    // A listener or a connect that failed has no socket any more: who asked for it watches, or has its own deadline, and decides.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bind bind:
                Context.ActorOf(DirectListener.Props(bind, Sender));
                break;
            case Tcp.Connect connect:
                _made.CheckRegistrations(Timers);
                Context.ActorOf(DirectConnector.Props(connect, Sender, _made));
                break;
            case ConnectionRegistry.RegisterCheck:
                _made.TellUnregistered();
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
