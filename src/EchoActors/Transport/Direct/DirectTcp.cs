using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>
/// A <c>Tcp</c> manager that takes the place of Akka.IO's: the same messages, the same order, fewer objects and fewer hops
/// for each connection and each chunk. Its sockets live on event loops.
/// </summary>
/// <remarks>
/// It differs from Akka.IO in what no handler has to know: an empty write is acknowledged in order; a connection has no receive
/// buffer of its own; running out of descriptors costs a warning every ten seconds; listener statistics aren't
/// published; a failed connect carries the kernel's reason; an outgoing connection without a handler is reset at the register
/// timeout, where Akka.IO also resets it when the actor that asked for it stops; an accepted connection has no <see cref="Socket"/>,
/// so options that are asked after the accept are not.
/// <para>
/// After a loop has failed nothing is bound or connected any more, and what was bound is lost: a server that is half deaf must
/// not count as ready.
/// </para>
/// </remarks>
internal sealed class DirectTcp : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    /// <summary>An event loop has failed.</summary>
    public sealed record LoopFailed(int Loop, Exception Cause);

    private readonly EventLoops _loops;
    private readonly ConnectionRegistry _outgoing;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IOException? _failure; // of a loop

    private DirectTcp(EventLoops loops)
    {
        _loops = loops;
        _outgoing = ConnectionRegistry.Of(
            Context, _loops, Context.System.WithExtension<TcpExt, Tcp>().Settings.RegisterTimeout, _log);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A manager of sockets on these event loops.</summary>
    public static Props Props(EventLoops loops) => ActorProps.Create(() => new DirectTcp(loops));

    /// <summary>A socket for a stream; TCP ones send small writes at once, and so do those that they accept on Linux.</summary>
    public static Socket NewSocket(AddressFamily family) => family switch
    {
        AddressFamily.Unix => new Socket(family, SocketType.Stream, ProtocolType.Unspecified),
        _ => new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
    };

    protected override void PostStop()
    {
        foreach (var loop in _loops.All)
        {
            loop.Execute(() => _outgoing.Abort(loop));
        }
    }

    // A listener or a connect that failed has no socket any more. The actor that asked for it watches it or has a deadline.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bind or Tcp.Connect when _failure is not null:
                Sender.Tell(new Tcp.CommandFailed((Tcp.Command)message, _failure));
                break;
            case Tcp.Bind bind:
                Context.ActorOf(DirectListener.Props(bind, Sender, _loops));
                break;
            case Tcp.Connect connect:
                _outgoing.CheckRegistrations(Timers);
                Context.ActorOf(DirectConnector.Props(connect, Sender, _outgoing, _loops.Next()));
                break;
            case ConnectionRegistry.RegisterCheck:
                _outgoing.TellUnregistered();
                break;
            case LoopFailed failed:
                Lose(failed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Lose(LoopFailed failed)
    {
        _log.Error(failed.Cause, "event loop {Loop} has failed: nothing is served any more", failed.Loop);
        _failure ??= new IOException($"event loop {failed.Loop} has failed: {failed.Cause.Message}");
        foreach (var child in Context.GetChildren())
        {
            child.Tell(failed);
        }
    }
}
