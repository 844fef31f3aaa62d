using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport;

/// <summary>One listening socket: it is bound once, and each client that it accepts gets a <see cref="DirectConnection"/>.</summary>
/// <remarks>
/// <code>
/// PreStart ──bound: Tcp.Bound──► Accepting ──no descriptors──► (a pause) ──► Accepting
///     │                              │
///     └─ Tcp.CommandFailed, stop     └─ Tcp.Unbind: Tcp.Unbound, or the handler died, or the socket failed ──► stop
/// </code>
/// The connections are its own, as in Akka.IO: its end, and so <c>Tcp.Unbind</c>, resets them.
/// </remarks>
internal sealed class DirectListener : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private sealed class AcceptAgain
    {
        public static readonly AcceptAgain Instance = new();
    }

    private sealed class HandlerDied
    {
        public static readonly HandlerDied Instance = new();
    }

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromSeconds(10);

    private readonly Tcp.Bind _bind;
    private readonly IActorRef _binder;
    private readonly TcpSettings _settings;
    private readonly SocketOperation _accepted;
    private readonly DirectConnections _connections;
    private readonly ConnectionTerms _terms;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Socket? _socket;
    private DateTimeOffset _nextWarning;

    private DirectListener(Tcp.Bind bind, IActorRef binder)
    {
        _bind = bind;
        _binder = binder;
        _settings = bind.TcpSettings ?? Context.System.WithExtension<TcpExt, Tcp>().Settings;
        _accepted = new SocketOperation(Self);
        _connections = DirectConnections.Of(Context, _settings.RegisterTimeout, _log);
        _terms = new ConnectionTerms(_settings, bind.PullMode, bind.Options);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Tcp.Bind bind, IActorRef binder) =>
        Akka.Actor.Props.CreateBy(new ActorProducer<DirectListener>(() => new DirectListener(bind, binder)));

    protected override void PreStart()
    {
        try
        {
            _socket = Listen();
        }
        catch (SocketException e)
        {
            _binder.Tell(new Tcp.CommandFailed(_bind, e), Self);
            Context.Stop(Self);
            return;
        }

        Context.WatchWith(_bind.Handler, HandlerDied.Instance);
        _connections.CheckRegistrations(Timers);
        _binder.Tell(new Tcp.Bound(_socket.LocalEndPoint!), Self);
        Accept(_socket);
    }

    protected override void PostStop()
    {
        _socket?.Dispose();
        _accepted.Dispose();
        _connections.Abort();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SocketOperation:
                Admit(_socket!);
                break;
            case AcceptAgain:
                Accept(_socket!);
                break;
            case DirectConnections.RegisterCheck:
                _connections.TellUnregistered();
                break;
            case Tcp.Unbind:
                _socket!.Dispose();
                Sender.Tell(Tcp.Unbound.Instance, Self);
                Context.Stop(Self);
                break;
            case HandlerDied:
                _log.Warning("the handler of new connections died; no longer listening on {Address}", _bind.LocalAddress);
                Context.Stop(Self);
                break;
            case Tcp.ResumeAccepting: // as in Akka.IO, where it does nothing either
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private Socket Listen()
    {
        var socket = new Socket(_bind.LocalAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true; // accepted sockets inherit it on Linux
            foreach (var option in _bind.Options)
            {
                option.BeforeServerSocketBind(socket);
            }

            socket.Bind(_bind.LocalAddress);
            socket.Listen(_bind.Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Accept(Socket socket)
    {
        if (!socket.AcceptAsync(_accepted))
        {
            Self.Tell(_accepted, Self);
        }
    }

    // As many as are waiting, within the batch limit: then the clients who are here already have their turn.
    private void Admit(Socket socket)
    {
        for (var left = Math.Max(1, _settings.BatchAcceptLimit); left > 0; left--)
        {
            if (!Serve() || socket.AcceptAsync(_accepted))
            {
                return;
            }
        }

        Self.Tell(_accepted, Self);
    }

    /// <returns>Whether to accept the next at once.</returns>
    private bool Serve()
    {
        var client = _accepted.AcceptSocket;
        _accepted.AcceptSocket = null;
        switch (_accepted.SocketError)
        {
            case SocketError.Success:
                DirectConnection.TryStart(client!, _connections, _terms, _bind.Handler); // who has left already is not told of
                return true;
            case SocketError.ConnectionAborted or SocketError.ConnectionReset: // the client left while it waited
                return true;
            case SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.TryAgain
                or SocketError.Interrupted or SocketError.WouldBlock or SocketError.TimedOut or SocketError.NetworkDown
                or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable:
                PauseAccepting();
                return false;
            default:
                _log.Error("accepting on {Address} failed: {Error}", _bind.LocalAddress, _accepted.SocketError);
                Context.Stop(Self);
                return false;
        }
    }

    private void PauseAccepting()
    {
        Timers.StartSingleTimer(AcceptAgain.Instance, AcceptAgain.Instance, AcceptPause);
        var now = Context.System.Scheduler.Now;
        if (now >= _nextWarning)
        {
            _nextWarning = now + BetweenWarnings;
            _log.Warning(
                "accepting on {Address} fails for now: {Error}; new clients wait, and it is tried again every {Pause}",
                _bind.LocalAddress,
                _accepted.SocketError,
                Quantity.Words(AcceptPause));
        }
    }
}
