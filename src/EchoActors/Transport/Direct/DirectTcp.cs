using System.Net.Sockets;
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
/// It differs from Akka.IO in what no handler has to know: an empty write is acknowledged in order; a connection keeps a receive
/// buffer only while it is small; running out of descriptors costs a warning every ten seconds; listener statistics aren't
/// published; a failed connect carries the kernel's reason; an outgoing connection without a handler is reset at the register
/// timeout, where Akka.IO also resets it when the actor that asked for it stops.
/// </remarks>
internal sealed class DirectTcp : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private static readonly Props Instance =
        ActorProps.Create(() => new DirectTcp());

    private readonly ConnectionRegistry _outgoing = ConnectionRegistry.Of(
        Context, Context.System.WithExtension<TcpExt, Tcp>().Settings.RegisterTimeout, Context.GetLogger());

    private DirectTcp()
    {
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props() => Instance;

    /// <summary>A socket for a stream; TCP ones send small writes at once, and so do those that they accept on Linux.</summary>
    public static Socket NewSocket(AddressFamily family) => family switch
    {
        AddressFamily.Unix => new Socket(family, SocketType.Stream, ProtocolType.Unspecified),
        AddressFamily.Unspecified => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, // a name: either family
        _ => new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
    };

    protected override void PostStop() => _outgoing.Abort();

    // A listener or a connect that failed has no socket any more. The actor that asked for it watches it or has a deadline.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bind bind:
                Context.ActorOf(DirectListener.Props(bind, Sender));
                break;
            case Tcp.Connect connect:
                _outgoing.CheckRegistrations(Timers);
                Context.ActorOf(DirectConnector.Props(connect, Sender, _outgoing));
                break;
            case ConnectionRegistry.RegisterCheck:
                _outgoing.TellUnregistered();
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
