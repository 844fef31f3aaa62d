using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>One connect: makes the socket, and connects it on an event loop within the command's timeout (<see cref="ConnectAttempt"/>).</summary>
/// <remarks>
/// <code>
/// PreStart ──connect──► Connecting ──connected: Tcp.Connected──► stop
///     └─────────────────────┴── refused, timeout: Tcp.CommandFailed, or the commander died ──► stop
/// </code>
/// The loop alone decides whether the connection or the timeout came first.
/// </remarks>
internal sealed class DirectConnector : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private sealed class Overdue
    {
        public static readonly Overdue Instance = new();
    }

    private sealed class CommanderDied
    {
        public static readonly CommanderDied Instance = new();
    }

    private readonly Tcp.Connect _connect;
    private readonly IActorRef _commander; // asked for the connect
    private readonly ConnectionRegistry _registry;
    private readonly EventLoop _loop;
    private ConnectAttempt? _attempt;

    private DirectConnector(Tcp.Connect connect, IActorRef commander, ConnectionRegistry registry, EventLoop loop)
    {
        _connect = connect;
        _commander = commander;
        _registry = registry;
        _loop = loop;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Tcp.Connect connect, IActorRef commander, ConnectionRegistry registry, EventLoop loop) =>
        ActorProps.Create(() => new DirectConnector(connect, commander, registry, loop));

    protected override void PreStart()
    {
        var socket = DirectTcp.NewSocket(_connect.RemoteAddress.AddressFamily);
        try
        {
            foreach (var option in _connect.Options)
            {
                option.BeforeConnect(socket);
            }

            if (_connect.LocalAddress is { } local)
            {
                socket.Bind(local);
            }

            StartConnecting(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            Fail(e);
            return;
        }

        Context.WatchWith(_commander, CommanderDied.Instance);
        if (_connect.Timeout is { } timeout)
        {
            Timers.StartSingleTimer(Overdue.Instance, Overdue.Instance, timeout);
        }

        var terms = new ConnectionTerms(_registry, Context.System.TcpSettings(_connect.TcpSettings), _connect.PullMode);
        _attempt = new ConnectAttempt(socket, _loop, terms, _connect, _commander, Self);
        _loop.Execute(_attempt.Begin);
    }

    protected override void PostStop() => Cancel(new OperationCanceledException("The connect was cancelled."));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectAttempt.Ended { Failure: { } failure }:
                Fail(failure);
                break;
            case ConnectAttempt.Ended:
                Context.Stop(Self);
                break;
            case Overdue:
                Cancel(new TimeoutException("The connect timeout has passed."));
                break;
            case CommanderDied:
                Context.Stop(Self);
                break;
            case DirectTcp.LoopFailed: // the attempt was told
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void StartConnecting(Socket socket)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(_connect.RemoteAddress);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock && _connect.RemoteAddress.AddressFamily != AddressFamily.Unix)
        {
            // Under way. A Unix socket never is: where its listener has no room, connect(2) says the same.
        }
    }

    private void Cancel(Exception cause)
    {
        if (_attempt is { } attempt)
        {
            _loop.Execute(() => attempt.Cancel(cause));
        }
    }

    private void Fail(Exception cause)
    {
        _attempt = null;
        _commander.Tell(new Tcp.CommandFailed(_connect, cause), Self);
        Context.Stop(Self);
    }
}
