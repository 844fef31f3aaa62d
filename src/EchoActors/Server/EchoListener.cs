using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Transport;
using SystemDns = System.Net.Dns;

namespace EchoActors.Server;

/// <summary>
/// Keeps one address bound: socket, bind, listen. The transport tells new connections to the server; this actor only watches
/// the transport's listener, and binds it again with back-off when it dies.
/// </summary>
/// <remarks>
/// <code>
/// Resolving ──address──► Binding ──Tcp.Bound──► Listening ──listener died──► WaitingToBind ──back-off──► Binding
///     │                     │                       │                             ▲
///     └──── Failed ◄────────┘ (first time)          │                             └── bind failed (later times)
///                                                Unbind ──► Unbinding ──listener stopped──► stop
/// </code>
/// </remarks>
internal sealed class EchoListener : UntypedActor, IWithTimers
{
    /// <summary>The address is bound, for the first time or again.</summary>
    public sealed record Listening(HostPort Address);

    /// <summary>The address could not be bound; this actor has stopped.</summary>
    public sealed record Failed(HostPort Address, string Message);

    /// <summary>The transport's listener died, and its connections with it; the address will be bound again.</summary>
    public sealed record Lost(HostPort Address);

    /// <summary>Stop accepting. The transport resets the listener's connections, so there should be none.</summary>
    public sealed class Unbind
    {
        public static readonly Unbind Instance = new();
    }

    private sealed record Resolved(IPAddress Address);

    private sealed record ResolveFailed(Exception Cause);

    private sealed class BindAgain
    {
        public static readonly BindAgain Instance = new();
    }

    private readonly HostPort _address;
    private readonly EchoServerOptions _options;
    private readonly IActorRef _tcp;
    private readonly AcceptedSockets _sockets;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private EchoListener(HostPort address, EchoServerOptions options, IActorRef tcp, AcceptedSockets sockets)
    {
        _address = address;
        _options = options;
        _tcp = tcp;
        _sockets = sockets;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(HostPort address, EchoServerOptions options, IActorRef tcp, AcceptedSockets sockets) =>
        ActorProps.Create(() => new EchoListener(address, options, tcp, sockets));

    protected override void PreStart()
    {
        if (IPAddress.TryParse(_address.Host, out var address))
        {
            Bind(new IPEndPoint(address, _address.Port), backoff: null);
        }
        else
        {
            SystemDns.GetHostAddressesAsync(_address.Host).PipeTo(
                Self, success: addresses => new Resolved(addresses[0]), failure: cause => new ResolveFailed(cause));
        }
    }

    protected override void OnReceive(object message) => Resolving(message);

    private void Resolving(object message)
    {
        switch (message)
        {
            case Resolved resolved:
                Bind(new IPEndPoint(resolved.Address, _address.Port), backoff: null);
                break;
            case ResolveFailed failed:
                Fail($"can't listen on {_address}: {_address.Host} is an unknown host ({failed.Cause.Message}).");
                break;
            case Unbind:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Bind(IPEndPoint endPoint, TimeSpan? backoff)
    {
        _log.Debug("socket, bind, listen: Tcp.Bind to {Address}", endPoint);
        var options = new ListenerSocketOptions(endPoint.Address, _options);
        _tcp.Tell(new Tcp.Bind(Context.Parent, endPoint, _options.Backlog, [options, _sockets], pullMode: true)
        {
            TcpSettings = Context.System.TcpSettings(_options.FrameSize),
        });
        Become(message => Binding(message, endPoint, backoff));
    }

    private void Binding(object message, IPEndPoint endPoint, TimeSpan? backoff)
    {
        switch (message)
        {
            case Tcp.Bound bound:
                Listen(WithPortOf(endPoint, bound), listener: Sender);
                break;
            case Tcp.CommandFailed failed when backoff is null:
                Fail(Describe(failed.Cause.GetOrElse(null)));
                break;
            case Tcp.CommandFailed failed:
                _log.Warning("{Reason} Trying again.", Describe(failed.Cause.GetOrElse(null)));
                WaitToBind(endPoint, backoff.Value * 2);
                break;
            case Unbind: // what is being bound must be unbound
                Become(next => UnbindingWhenBound(next, endPoint));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void UnbindingWhenBound(object message, IPEndPoint endPoint)
    {
        switch (message)
        {
            case Tcp.Bound bound:
                StartUnbind(WithPortOf(endPoint, bound), Sender);
                break;
            case Tcp.CommandFailed:
                Context.Stop(Self);
                break;
            case Unbind: // under way
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void StartUnbind(IPEndPoint endPoint, IActorRef listener)
    {
        _log.Debug("close: Tcp.Unbind of {Address}", endPoint);
        Context.Watch(listener);
        listener.Tell(Tcp.Unbind.Instance);
        Become(message => Unbinding(message, endPoint));
    }

    private void Unbinding(object message, IPEndPoint endPoint)
    {
        switch (message)
        {
            case Terminated: // its connections have ended too
                _options.Transport.ResetOrphans(endPoint);
                Context.Stop(Self);
                break;
            case Tcp.Unbound: // and stops
            case Unbind: // under way
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static IPEndPoint WithPortOf(IPEndPoint endPoint, Tcp.Bound bound) =>
        new(endPoint.Address, ((IPEndPoint)bound.LocalAddress).Port);

    private void Listen(IPEndPoint endPoint, IActorRef listener)
    {
        var address = HostPort.From(endPoint);
        _log.Info("listening on {Address}", address);
        Context.Watch(listener);
        Context.Parent.Tell(new Listening(address));
        Become(message => WhileListening(message, endPoint, listener));
    }

    private void WhileListening(object message, IPEndPoint endPoint, IActorRef listener)
    {
        switch (message)
        {
            case Terminated:
                _log.Error("the listener on {Address} died; it will be bound again", endPoint);
                _options.Transport.ResetOrphans(endPoint);
                Context.Parent.Tell(new Lost(HostPort.From(endPoint)));
                WaitToBind(endPoint, _options.RebindMinBackoff);
                break;
            case Unbind:
                StartUnbind(endPoint, listener);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void WaitToBind(IPEndPoint endPoint, TimeSpan backoff)
    {
        var wait = backoff < _options.RebindMaxBackoff ? backoff : _options.RebindMaxBackoff;
        Timers.StartSingleTimer(BindAgain.Instance, BindAgain.Instance, wait);
        Become(message => WaitingToBind(message, endPoint, wait));
    }

    private void WaitingToBind(object message, IPEndPoint endPoint, TimeSpan backoff)
    {
        switch (message)
        {
            case BindAgain:
                Bind(endPoint, backoff);
                break;
            case Unbind:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Fail(string message)
    {
        Context.Parent.Tell(new Failed(_address, message));
        Context.Stop(Self);
    }

    private string Describe(Exception? cause) => (cause as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"can't listen on {_address}: the address is already in use; stop what listens there or choose another port.",
        SocketError.AddressNotAvailable =>
            $"can't listen on {_address}: {_address.Host} is not an address of this machine.",
        SocketError.AccessDenied =>
            $"can't listen on {_address}: the system does not permit it: ports below 1024 need a privilege (CAP_NET_BIND_SERVICE).",
        SocketError.InvalidArgument when LinkLocal.LacksInterface(_address.Host) =>
            $"can't listen on {_address}: {LinkLocal.InterfaceNeeded}.",
        _ => $"can't listen on {_address}: {cause?.Message ?? "the reason is unknown"}.",
    };
}
