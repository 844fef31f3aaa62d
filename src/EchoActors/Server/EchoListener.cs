using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Configuration;
using EchoActors.Filters;
using EchoActors.Filters.Tls;
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
internal sealed partial class EchoListener : UntypedActor, IWithTimers
{
    private readonly EchoListenerOptions _listener;
    private readonly Endpoint _address;
    private readonly EchoServerOptions _options;
    private readonly AcceptedSockets _sockets;
    private readonly EchoServerStatistics _statistics;
    private readonly TimeProvider _time;
    private readonly Func<EndPoint, bool> _isHealthCheck; // a peer; any thread may ask
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _tcp;
    private ServerCertificates? _certificates;
    private FaultControl? _faults; // null where there can be none
    private bool _hasUnixSocket; // whose file is to be removed at the end

    private EchoListener(
        EchoListenerOptions listener,
        EchoServerOptions options,
        IActorRef tcp,
        AcceptedSockets sockets,
        EchoServerStatistics statistics,
        TimeProvider time,
        Func<EndPoint, bool> isHealthCheck)
    {
        _listener = listener;
        _address = listener.Address;
        _options = options;
        _tcp = tcp;
        _sockets = sockets;
        _statistics = statistics;
        _time = time;
        _isHealthCheck = isHealthCheck;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        EchoListenerOptions listener,
        EchoServerOptions options,
        IActorRef tcp,
        AcceptedSockets sockets,
        EchoServerStatistics statistics,
        TimeProvider time,
        Func<EndPoint, bool> isHealthCheck) =>
        ActorProps.Create(() => new EchoListener(listener, options, tcp, sockets, statistics, time, isHealthCheck));

    protected override void PreStart()
    {
        try
        {
            AddFilters();
        }
        catch (SettingsException e)
        {
            Fail($"can't listen on {_address}: {e.Message}");
            return;
        }

        if (_address.Path is { } path)
        {
            BindUnixSocket(path);
        }
        else if (IPAddress.TryParse(_address.Host, out var address))
        {
            Bind(new IPEndPoint(address, _address.Port), backoff: null);
        }
        else
        {
            SystemDns.GetHostAddressesAsync(_address.Host).PipeTo(
                Self, success: addresses => new Resolved(addresses[0]), failure: cause => new ResolveFailed(cause));
        }
    }

    protected override void PostStop()
    {
        if (_certificates is not null)
        {
            _statistics.Remove(_certificates);
            _certificates.Dispose();
        }

        if (_faults is not null)
        {
            _statistics.Faults.Remove(_faults);
        }

        if (_hasUnixSocket)
        {
            UnixSocketFile.Remove(_address.Path!);
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

    private void Bind(EndPoint endPoint, TimeSpan? backoff)
    {
        _log.Debug("socket, bind, listen: Tcp.Bind to {Address}", endPoint);
        Inet.SocketOption[] options = endPoint is IPEndPoint ip ? [new ListenerSocketOptions(ip.Address, _options), _sockets] : [];
        _tcp.Tell(new Tcp.Bind(Context.Parent, endPoint, _options.Backlog, options, pullMode: true)
        {
            TcpSettings = Context.System.TcpSettings(_options.FrameSize),
        });
        Become(message => Binding(message, endPoint, backoff));
    }

    private void Binding(object message, EndPoint endPoint, TimeSpan? backoff)
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

    private void UnbindingWhenBound(object message, EndPoint endPoint)
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

    private void StartUnbind(EndPoint endPoint, IActorRef listener)
    {
        _log.Debug("close: Tcp.Unbind of {Address}", endPoint);
        Context.Watch(listener);
        listener.Tell(Tcp.Unbind.Instance);
        Become(message => Unbinding(message, endPoint));
    }

    private void Unbinding(object message, EndPoint endPoint)
    {
        switch (message)
        {
            case Terminated: // its connections have ended too
                ResetOrphans(endPoint);
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

    private static EndPoint WithPortOf(EndPoint endPoint, Tcp.Bound bound) =>
        endPoint is IPEndPoint ip ? new IPEndPoint(ip.Address, ((IPEndPoint)bound.LocalAddress).Port) : endPoint;

    private void Listen(EndPoint endPoint, IActorRef listener)
    {
        var address = At(endPoint);
        if (_address.Path is { } path)
        {
            _hasUnixSocket = true;
            UnixSocketFile.SetMode(path, _options.UnixMode);
        }

        _log.Info("listening on {Address}", address);
        if (_listener.Tls is { SelfSigned: true })
        {
            _log.Info("its certificate is self-signed and is thrown away at the end: --tls-pin {Pin}", Certificates.PinOf(_certificates!.All.First()));
        }

        AnnounceFaults(address);
        Context.Watch(listener);
        Context.Parent.Tell(new Listening(address));
        Become(message => WhileListening(message, endPoint, listener));
    }

    private void WhileListening(object message, EndPoint endPoint, IActorRef listener)
    {
        switch (message)
        {
            case Terminated:
                _log.Error("the listener on {Address} died; it will be bound again", endPoint);
                ResetOrphans(endPoint);
                Context.Parent.Tell(new Lost(At(endPoint)));
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

    private void WaitToBind(EndPoint endPoint, TimeSpan backoff)
    {
        var wait = backoff < _options.RebindMaxBackoff ? backoff : _options.RebindMaxBackoff;
        Timers.StartSingleTimer(BindAgain.Instance, BindAgain.Instance, wait);
        Become(message => WaitingToBind(message, endPoint, wait));
    }

    private void WaitingToBind(object message, EndPoint endPoint, TimeSpan backoff)
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
}
