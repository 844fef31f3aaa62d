using System.Diagnostics;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

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
    private sealed record AcceptAgain(Acceptor Acceptor);

    private sealed class HandlerDied
    {
        public static readonly HandlerDied Instance = new();
    }

    // Every new client wakes one thread for each acceptor.
    private const int MostAcceptors = 2;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromSeconds(10);

    private readonly Tcp.Bind _bind;
    private readonly IActorRef _binder;
    private readonly TcpSettings _settings;
    private readonly List<Acceptor> _acceptors = [];
    private readonly ConnectionRegistry _registry;
    private readonly ConnectionTerms _terms;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly int _firstReservedDescriptor = DescriptorLimit.ReadFirstReserved();
    private long? _warnedAt; // about a failing accept

    private DirectListener(Tcp.Bind bind, IActorRef binder)
    {
        _bind = bind;
        _binder = binder;
        _settings = Context.System.TcpSettings(bind.TcpSettings);
        _registry = ConnectionRegistry.Of(Context, _settings.RegisterTimeout, _log);
        _terms = new ConnectionTerms(_settings, bind.PullMode, bind.Options);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Tcp.Bind bind, IActorRef binder) =>
        ActorProps.Create(() => new DirectListener(bind, binder));

    protected override void PreStart()
    {
        Socket socket;
        try
        {
            socket = Listen();
        }
        catch (SocketException e)
        {
            _binder.Tell(new Tcp.CommandFailed(_bind, e), Self);
            Context.Stop(Self);
            return;
        }

        AddAcceptors(socket);
        Context.WatchWith(_bind.Handler, HandlerDied.Instance);
        _registry.CheckRegistrations(Timers);
        _binder.Tell(new Tcp.Bound(socket.LocalEndPoint!), Self);
        _acceptors.ForEach(Accept);
    }

    protected override void PostStop()
    {
        CloseAcceptors();
        _registry.Abort();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Acceptor acceptor:
                Admit(acceptor);
                break;
            case AcceptAgain again:
                Accept(again.Acceptor);
                break;
            case ConnectionRegistry.RegisterCheck:
                _registry.TellUnregistered();
                break;
            case Tcp.Unbind:
                CloseAcceptors();
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
        var socket = DirectTcp.NewSocket(_bind.LocalAddress.AddressFamily);
        try
        {
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

    private void AddAcceptors(Socket socket)
    {
        var first = new Acceptor(socket, Self);
        _acceptors.Add(first);
        while (_acceptors.Count < Math.Min(Environment.ProcessorCount, MostAcceptors) && first.TryDuplicate() is { } another)
        {
            _acceptors.Add(another);
        }
    }

    private void CloseAcceptors()
    {
        _acceptors.ForEach(acceptor => acceptor.Close());
        _acceptors.Clear();
    }

    private void Accept(Acceptor acceptor)
    {
        if (acceptor.Accept())
        {
            Self.Tell(acceptor, Self);
        }
    }

    // Accepts the clients that wait, up to the batch limit; then the connections that exist come first.
    private void Admit(Acceptor acceptor)
    {
        for (var left = Math.Max(1, _settings.BatchAcceptLimit); left > 0; left--)
        {
            if (!Serve(acceptor) || !acceptor.Accept())
            {
                return;
            }
        }

        Self.Tell(acceptor, Self);
    }

    /// <returns>Whether to accept the next at once.</returns>
    private bool Serve(Acceptor acceptor)
    {
        var client = acceptor.AcceptSocket;
        acceptor.AcceptSocket = null;
        switch (acceptor.SocketError)
        {
            case SocketError.Success when client!.Handle >= _firstReservedDescriptor:
                client.Close(timeout: 0);
                Warn("accepting on {Address} fails for now: {Error}; new clients are reset", SocketError.TooManyOpenSockets);
                return true;
            case SocketError.Success:
                DirectConnection.TryStart(client!, _registry, _terms, _bind.Handler); // a client that has left already is not mentioned
                return true;
            case SocketError.ConnectionAborted or SocketError.ConnectionReset: // the client left while it waited
                return true;
            case SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.TryAgain
                or SocketError.Interrupted or SocketError.WouldBlock or SocketError.TimedOut or SocketError.NetworkDown
                or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable:
                PauseAccepting(acceptor);
                return false;
            default:
                _log.Error("accepting on {Address} failed: {Error}", _bind.LocalAddress, acceptor.SocketError);
                Context.Stop(Self);
                return false;
        }
    }

    private void PauseAccepting(Acceptor acceptor)
    {
        Timers.StartSingleTimer(acceptor, new AcceptAgain(acceptor), AcceptPause);
        Warn("accepting on {Address} fails for now: {Error}; new clients wait", acceptor.SocketError);
    }

    private void Warn(string message, SocketError error)
    {
        if (_warnedAt is not { } before || Stopwatch.GetElapsedTime(before) >= BetweenWarnings)
        {
            _warnedAt = Stopwatch.GetTimestamp();
            _log.Warning(message, _bind.LocalAddress, error);
        }
    }
}
