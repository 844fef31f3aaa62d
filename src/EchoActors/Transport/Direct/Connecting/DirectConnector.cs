using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>One connect: makes the socket, connects it within the command's timeout, and hands it to a <see cref="DirectConnection"/>.</summary>
/// <remarks>
/// <code>
/// PreStart ──connect──► Connecting ──connected: Tcp.Connected──► stop
///     └─────────────────────┴── refused, timeout: Tcp.CommandFailed, or the commander died ──► stop
/// </code>
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
    private readonly SocketOperation _attempt;
    private Socket? _socket;

    private DirectConnector(Tcp.Connect connect, IActorRef commander, ConnectionRegistry registry)
    {
        _connect = connect;
        _commander = commander;
        _registry = registry;
        _attempt = new SocketOperation(Self) { RemoteEndPoint = connect.RemoteAddress };
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Tcp.Connect connect, IActorRef commander, ConnectionRegistry registry) =>
        ActorProps.Create(() => new DirectConnector(connect, commander, registry));

    protected override void PreStart()
    {
        try
        {
            _socket = DirectTcp.NewSocket(_connect.RemoteAddress.AddressFamily);
            foreach (var option in _connect.Options)
            {
                option.BeforeConnect(_socket);
            }

            if (_connect.LocalAddress is { } local)
            {
                _socket.Bind(local);
            }

            Context.WatchWith(_commander, CommanderDied.Instance);
            if (_connect.Timeout is { } timeout)
            {
                Timers.StartSingleTimer(Overdue.Instance, Overdue.Instance, timeout);
            }

            if (!_socket.ConnectAsync(_attempt))
            {
                Self.Tell(_attempt);
            }
        }
        catch (SocketException e)
        {
            Fail(e.SocketErrorCode);
        }
    }

    protected override void PostStop()
    {
        _socket?.Dispose();
        _attempt.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SocketOperation { SocketError: SocketError.Success }:
                HandOver(_socket!);
                break;
            case SocketOperation failed:
                Fail(failed.SocketError);
                break;
            case Overdue:
                Fail(new TimeoutException("The connect timeout has passed."));
                break;
            case CommanderDied:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void HandOver(Socket socket)
    {
        var settings = Context.System.TcpSettings(_connect.TcpSettings);
        _socket = null; // the connection owns it now
        if (DirectConnection.TryStart(socket, _registry, new ConnectionTerms(settings, _connect.PullMode, _connect.Options), _commander))
        {
            Context.Stop(Self);
        }
        else
        {
            Fail(SocketError.ConnectionReset);
        }
    }

    private void Fail(SocketError error) => Fail(new SocketException((int)error));

    private void Fail(Exception cause)
    {
        _commander.Tell(new Tcp.CommandFailed(_connect, cause), Self);
        Context.Stop(Self);
    }
}
