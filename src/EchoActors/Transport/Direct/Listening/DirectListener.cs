using System.Diagnostics;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>One listening socket: it is bound once, and every event loop accepts from it.</summary>
/// <remarks>
/// <code>
/// PreStart ──bound: Tcp.Bound──► Listening ──Tcp.Unbind──► Unbinding ──every loop has released it: Tcp.Unbound──► stop
///     │                              │
///     └─ Tcp.CommandFailed, stop     └─ the handler died, the socket or a loop failed ──► stop
/// </code>
/// The connections are its own, as in Akka.IO: its end, and so <c>Tcp.Unbind</c>, resets them.
/// </remarks>
internal sealed class DirectListener : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private sealed record AcceptAgain(LoopAcceptor Acceptor);

    private sealed class HandlerDied
    {
        public static readonly HandlerDied Instance = new();
    }

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromSeconds(10);

    private readonly Tcp.Bind _bind;
    private readonly IActorRef _binder;
    private readonly EventLoops _loops;
    private readonly ConnectionRegistry _registry;
    private readonly ConnectionTerms _terms;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private List<LoopAcceptor> _acceptors = [];
    private long? _warnedAt; // about a failing accept

    private DirectListener(Tcp.Bind bind, IActorRef binder, EventLoops loops)
    {
        var settings = Context.System.TcpSettings(bind.TcpSettings);
        _bind = bind;
        _binder = binder;
        _loops = loops;
        _registry = ConnectionRegistry.Of(Context, loops, settings.RegisterTimeout, _log);
        _terms = new ConnectionTerms(_registry, settings, bind.PullMode);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Tcp.Bind bind, IActorRef binder, EventLoops loops) =>
        ActorProps.Create(() => new DirectListener(bind, binder, loops));

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

        var listening = new ListeningSocket(socket, _loops.All.Count);
        _acceptors = [.. _loops.All.Select(loop => new LoopAcceptor(loop, listening, _terms, _bind.Handler, Self))];
        _acceptors.ForEach(acceptor => acceptor.All = _acceptors);
        Context.WatchWith(_bind.Handler, HandlerDied.Instance);
        _registry.CheckRegistrations(Timers);
        _binder.Tell(new Tcp.Bound(listening.LocalEndPoint), Self);
        _acceptors.ForEach(acceptor => acceptor.Loop.Execute(acceptor.Resume));
    }

    protected override void PostStop() => Release();

    protected override void OnReceive(object message) => Listening(message);

    private void Listening(object message)
    {
        switch (message)
        {
            case LoopAcceptor.Refused:
                Warn("accepting on {Address} fails for now: {Error}; new clients are reset", SocketError.TooManyOpenSockets);
                break;
            case LoopAcceptor.Paused paused:
                Timers.StartSingleTimer(paused.Acceptor, new AcceptAgain(paused.Acceptor), AcceptPause);
                Warn("accepting on {Address} fails for now: {Error}; new clients wait", paused.Error);
                break;
            case AcceptAgain again:
                again.Acceptor.Loop.Execute(again.Acceptor.Resume);
                break;
            case LoopAcceptor.Failed failed:
                _log.Error("accepting on {Address} failed: {Error}", _bind.LocalAddress, failed.Reason);
                Context.Stop(Self);
                break;
            case LoopAcceptor.Released: // its loop has failed
            case DirectTcp.LoopFailed:
                Context.Stop(Self);
                break;
            case ConnectionRegistry.RegisterCheck:
                _registry.TellUnregistered();
                break;
            case Tcp.Unbind:
                var unbinder = Sender;
                Become(next => Unbinding(next, unbinder));
                Release();
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

    private void Unbinding(object message, IActorRef unbinder)
    {
        switch (message)
        {
            case LoopAcceptor.Released { IsLast: true }:
                unbinder.Tell(Tcp.Unbound.Instance, Self);
                Context.Stop(Self);
                break;
            case Tcp.Unbind: // under way
            case HandlerDied or DirectTcp.LoopFailed or ConnectionRegistry.RegisterCheck or Tcp.ResumeAccepting or AcceptAgain:
            case LoopAcceptor.Refused or LoopAcceptor.Paused or LoopAcceptor.Failed or LoopAcceptor.Released:
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
            socket.Blocking = false; // a client may have left, or be another loop's, when it is accepted
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Release()
    {
        _acceptors.ForEach(acceptor => acceptor.Loop.Execute(acceptor.Release));
        _acceptors = [];
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
