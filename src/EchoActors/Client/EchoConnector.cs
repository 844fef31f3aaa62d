using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Transport;
using EchoActors.Transport.AkkaIo;
using SystemDns = System.Net.Dns;

namespace EchoActors.Client;

/// <summary>
/// Makes the connection of an <see cref="EchoClient"/>, its parent: it resolves the name, tries each address in turn, and
/// tells its parent <see cref="Found"/> or <see cref="Failed"/>, once. It fails with its parent, and stops with it.
/// </summary>
/// <remarks>
/// <code>
/// Resolving ──addresses──► Connecting ──Tcp.Connected──► Found
///     │                     │  ▲  ▲
///     │             failed  ▼  │  └─ it answers now
///     │                   Diagnosing ── next address
///     └──────────────────────┴──── no address left ──► Failed
/// </code>
/// Diagnosing is for Akka.IO, which loses the reason why a connect failed (<see cref="ConnectDiagnosis"/>).
/// </remarks>
internal sealed class EchoConnector : UntypedActor, IWithTimers
{
    /// <summary>An address answered. Its connection waits to be registered.</summary>
    public sealed record Found(IActorRef Connection, Tcp.Connected Ends, TimeSpan ResolveTime, TimeSpan ConnectTime, Socket? Socket);

    /// <summary>The name has no address, or no address answered.</summary>
    public sealed record Failed(EchoEnd End, string Message);

    /// <summary>Finds the addresses of a name.</summary>
    public delegate Task<IPAddress[]> Resolver(string host, AddressFamily family, CancellationToken cancellationToken);

    private sealed record Resolved(IPAddress[] Addresses);

    private sealed record ResolveFailed(Exception Cause);

    private sealed record Diagnosed(IPEndPoint EndPoint, SocketError Error);

    // Akka.IO reads both addresses of a connection that was established. If the peer has reset it by then, that throws in
    // the connection's actor, which can't be restarted and tells nobody. This option is asked just before.
    private sealed class ResetCheck(IActorRef connector, IPEndPoint endPoint) : Inet.SocketOption
    {
        private Socket? _socket;

        /// <summary>The socket of an established connection, if this attempt made it.</summary>
        public Socket? SocketOf(Tcp.Connected connection)
        {
            try
            {
                return connection.LocalAddress.Equals(_socket?.LocalEndPoint) ? _socket : null;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return null; // it has ended already
            }
        }

        public override void AfterConnect(Socket socket)
        {
            try
            {
                _ = socket.RemoteEndPoint;
                _socket = socket;
            }
            catch (SocketException)
            {
                connector.Tell(new Diagnosed(endPoint, SocketError.ConnectionReset));
            }
        }
    }

    private sealed record Attempt(IPAddress[] Addresses, int Index, TimeSpan ResolveTime, long StartedAt)
    {
        public bool IsRepeated { get; init; }

        public ResetCheck? Check { get; init; }

        public IPEndPoint EndPoint(int port) => new(Addresses[Index], port);
    }

    private sealed class AddressTimeout
    {
        public static readonly AddressTimeout Instance = new();
    }

    private readonly HostPort _target;
    private readonly EchoClientOptions _options;
    private readonly IActorRef _tcp;
    private readonly TimeProvider _time;
    private readonly Resolver _resolve;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _startedAt;

    private EchoConnector(HostPort target, EchoClientOptions options, IActorRef tcp, TimeProvider time, Resolver resolve)
    {
        _target = target;
        _options = options;
        _tcp = tcp;
        _time = time;
        _resolve = resolve;
        _startedAt = time.GetTimestamp();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(HostPort target, EchoClientOptions options, IActorRef tcp, TimeProvider time, Resolver? resolve = null) =>
        ActorProps.Create(() => new EchoConnector(target, options, tcp, time, resolve ?? SystemDns.GetHostAddressesAsync));

    protected override void PreStart()
    {
        if (!IPAddress.TryParse(_target.Host, out var address))
        {
            Timers.StartSingleTimer(AddressTimeout.Instance, AddressTimeout.Instance, _options.ConnectTimeout);
            _resolve(_target.Host, _options.AddressFamily, _stopping.Token)
                .PipeTo(Self, success: addresses => new Resolved(addresses), failure: cause => new ResolveFailed(cause));
        }
        else if (_options.AddressFamily != AddressFamily.Unspecified && _options.AddressFamily != address.AddressFamily)
        {
            Fail(EchoEnd.UnknownHost, $"{_target.Host} is not an{FamilyName()} address.");
        }
        else
        {
            ConnectTo(new Attempt([address], 0, TimeSpan.Zero, _startedAt));
        }
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    protected override void OnReceive(object message) => Resolving(message);

    private void Resolving(object message)
    {
        switch (message)
        {
            case Resolved { Addresses.Length: > 0 } resolved:
                ConnectTo(new Attempt(resolved.Addresses, 0, _time.GetElapsedTime(_startedAt), _time.GetTimestamp()));
                break;
            case Resolved:
            case ResolveFailed { Cause: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } }:
                Fail(EchoEnd.UnknownHost, $"{_target.Host} is an unknown host: it has no{FamilyName()} address.");
                break;
            case AddressTimeout: // resolv.conf(5): a name server that is silent is asked for 10 s and more
                Fail(EchoEnd.UnknownHost, $"{_target.Host} could not be resolved: no name server answered in {Quantity.Format(_options.ConnectTimeout)}.");
                break;
            case ResolveFailed failed:
                Fail(EchoEnd.UnknownHost, $"{_target.Host} could not be resolved: {failed.Cause.Message}.");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ConnectTo(Attempt attempt)
    {
        _log.Debug("socket, connect: Tcp.Connect to {Remote}", attempt.EndPoint(_target.Port));
        Timers.StartSingleTimer(AddressTimeout.Instance, AddressTimeout.Instance, _options.ConnectTimeout);
        var endPoint = attempt.EndPoint(_target.Port);
        var check = new ResetCheck(Self, endPoint);
        Become(message => Connecting(message, attempt with { Check = check }));
        _tcp.Tell(new Tcp.Connect(endPoint, timeout: _options.ConnectTimeout, options: [check])
        {
            TcpSettings = Context.System.TcpSettings(_options.FrameSize),
        });
    }

    private void Connecting(object message, Attempt attempt)
    {
        switch (message)
        {
            case Tcp.Connected connected: // of this address, or of one before it that is slow
                Timers.Cancel(AddressTimeout.Instance);
                Context.Parent.Tell(new Found(
                    Sender,
                    connected,
                    attempt.ResolveTime,
                    _time.GetElapsedTime(attempt.StartedAt),
                    attempt.Check?.SocketOf(connected)));
                Become(Done);
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Connect connect } failed when Concerns(connect.RemoteAddress, attempt):
                HandleFailure(attempt, failed.Cause.GetOrElse(null));
                break;
            case Diagnosed { Error: SocketError.ConnectionReset } reset when Concerns(reset.EndPoint, attempt):
                TryNext(attempt, reset.Error);
                break;
            case AddressTimeout:
                TryNext(attempt, EchoEnd.ConnectTimedOut, NoAnswer());
                break;
            case Diagnosed:
            case Tcp.CommandFailed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // A transport that has the kernel's reason gives it; Akka.IO has none.
    private void HandleFailure(Attempt attempt, Exception? cause)
    {
        switch (cause)
        {
            case SocketException known:
                TryNext(attempt, known.SocketErrorCode);
                break;
            case TimeoutException:
                TryNext(attempt, EchoEnd.ConnectTimedOut, NoAnswer());
                break;
            default:
                var endPoint = attempt.EndPoint(_target.Port);
                ConnectDiagnosis.ConnectOnceMoreAsync(endPoint, _stopping.Token)
                    .PipeTo(Self, success: error => new Diagnosed(endPoint, error));
                Become(message => Diagnosing(message, attempt));
                break;
        }
    }

    private void Diagnosing(object message, Attempt attempt)
    {
        switch (message)
        {
            case Diagnosed { Error: SocketError.Success } diagnosed when Concerns(diagnosed.EndPoint, attempt) && !attempt.IsRepeated:
                ConnectTo(attempt with { IsRepeated = true });
                break;
            case Diagnosed diagnosed when Concerns(diagnosed.EndPoint, attempt):
                TryNext(attempt, diagnosed.Error);
                break;
            default:
                Connecting(message, attempt);
                break;
        }
    }

    private void TryNext(Attempt attempt, SocketError error)
    {
        var (end, message) = ConnectFailure.Describe(_target, attempt.EndPoint(_target.Port).AddressFamily, error);
        TryNext(attempt, end, message);
    }

    private void TryNext(Attempt attempt, EchoEnd end, string message)
    {
        if (attempt.Index + 1 < attempt.Addresses.Length)
        {
            ConnectTo(attempt with { Index = attempt.Index + 1, IsRepeated = false });
        }
        else
        {
            Fail(end, message);
        }
    }

    private void Fail(EchoEnd end, string message)
    {
        Timers.CancelAll();
        Context.Parent.Tell(new Failed(end, message));
        Become(Done);
    }

    // Its parent stops it once the connection is registered: until then Akka.IO ends the connection with the actor that asked for it.
    private void Done(object message)
    {
        switch (message)
        {
            case Tcp.Connected: // a slow address answers after a faster one is in use
                Sender.Tell(Tcp.Abort.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // An address that timed out may still answer: that says nothing about the next one.
    private bool Concerns(EndPoint endPoint, Attempt attempt) => endPoint.Equals(attempt.EndPoint(_target.Port));

    private string NoAnswer() => $"no answer from {_target} in {Quantity.Format(_options.ConnectTimeout)}.";

    private string FamilyName() => _options.AddressFamily switch
    {
        AddressFamily.InterNetwork => " IPv4",
        AddressFamily.InterNetworkV6 => " IPv6",
        _ => "",
    };
}
