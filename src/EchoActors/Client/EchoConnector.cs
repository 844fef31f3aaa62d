using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Configuration;
using EchoActors.Filters;
using EchoActors.Server;
using EchoActors.Transport;
using EchoActors.Transport.AkkaIo;
using SystemDns = System.Net.Dns;

namespace EchoActors.Client;

/// <summary>
/// Makes the connection of an <see cref="EchoClient"/>, its parent: it resolves the name, tries its addresses
/// (<see cref="AddressRace"/>), and tells its parent <see cref="Found"/> or <see cref="Failed"/>, once. It fails with its parent,
/// and stops with it.
/// </summary>
/// <remarks>
/// <code>
/// Resolving ──addresses──► Racing ──Tcp.Connected──► Found
///     │                     │  ▲
///     │       250 ms, failed │  │ the next address
///     │                      └──┘
///     └──────────────────────┴──── every address has failed ──► Failed
/// </code>
/// Akka.IO loses the reason why a connect failed: the kernel is asked for it (<see cref="ConnectDiagnosis"/>). The connect timeout
/// of the transport is longer: it only ends attempts that nobody waits for any more, and would pass at once after a stop of the
/// process, before the transport has looked at the socket.
/// </remarks>
internal sealed partial class EchoConnector : UntypedActor, IWithTimers
{
    private readonly Endpoint _target;
    private readonly EchoClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Resolver _resolve;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _startedAt;
    private IActorRef _tcp;
    private LazyDeadline? _resolveDeadline; // while the name is resolved

    private EchoConnector(Endpoint target, EchoClientOptions options, IActorRef tcp, TimeProvider time, Resolver resolve)
    {
        _target = target;
        _options = options;
        _tcp = tcp;
        _time = time;
        _resolve = resolve;
        _startedAt = time.GetTimestamp();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Endpoint target, EchoClientOptions options, IActorRef tcp, TimeProvider time, Resolver? resolve = null) =>
        ActorProps.Create(() => new EchoConnector(target, options, tcp, time, resolve ?? SystemDns.GetHostAddressesAsync));

    protected override void PreStart()
    {
        if (EndpointFilters.Of(_target, _options.Tls, _options.ProxyHeader) is { Count: > 0 } filters)
        {
            _tcp = Context.ActorOf(FilteredTcp.Props(_tcp, filters, new HandshakeLimits(_options.ConnectTimeout, MaxUnderWay: 1), _time));
        }

        if (_target.Path is { } path)
        {
            if (!Context.System.HasUnixSockets())
            {
                Fail(EchoEnd.Unreachable, $"{_target}: {UnixSocketFile.NeedsEventLoops}");
                return;
            }

            _tcp = Context.System.Tcp(EchoTransport.Direct); // Akka.IO's manager makes TCP sockets only
            Start(AddressRace.To(UnixSocketFile.EndPoint(path)), TimeSpan.Zero);
        }
        else if (!IPAddress.TryParse(_target.Host, out var address))
        {
            _resolveDeadline = new LazyDeadline(ResolveTimeout.Instance, _options.ConnectTimeout, Timers, _time);
            _resolveDeadline.Start();
            _resolve(_target.Host, _options.AddressFamily, _stopping.Token)
                .PipeTo(Self, success: addresses => new Resolved(addresses), failure: cause => new ResolveFailed(cause));
        }
        else if (_options.AddressFamily != AddressFamily.Unspecified && _options.AddressFamily != address.AddressFamily)
        {
            Fail(EchoEnd.UnknownHost, $"{_target.Host} is not an{FamilyName()} address.");
        }
        else
        {
            Start(AddressRace.To(new IPEndPoint(address, _target.Port)), TimeSpan.Zero);
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
                Timers.Cancel(ResolveTimeout.Instance);
                Start(AddressRace.To(resolved.Addresses, _target.Port), _time.GetElapsedTime(_startedAt));
                break;
            case Resolved:
            case ResolveFailed { Cause: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } }:
                Fail(EchoEnd.UnknownHost, $"{_target.Host} is an unknown host: it has no{FamilyName()} address.");
                break;
            case ResolveTimeout when !_resolveDeadline!.HasExpired(): // the process was stopped meanwhile
                break;
            case ResolveTimeout: // resolv.conf(5): a name server that is silent is asked for 10 s and more
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

    private void Start(AddressRace race, TimeSpan resolveTime)
    {
        var startedAt = _time.GetTimestamp();
        Become(message => Racing(message, race, resolveTime, startedAt));
        TryNext(race);
    }

    private void TryNext(AddressRace race)
    {
        ConnectTo(race.Next());
        if (race.HasMore)
        {
            Timers.StartSingleTimer(NextAddress.Instance, NextAddress.Instance, AddressRace.Delay);
        }
    }

    private void ConnectTo(AddressRace.Attempt attempt)
    {
        _log.Debug("socket, connect: Tcp.Connect to {Remote}", attempt.EndPoint);
        attempt.Check = new EstablishedCheck(Self, attempt.EndPoint, _time);
        attempt.Deadline = new LazyDeadline(new TimedOut(attempt), _options.ConnectTimeout, Timers, _time);
        attempt.Deadline.Start();
        var abandoned = TimeSpan.FromTicks(Math.Min(2 * _options.ConnectTimeout.Ticks, Setting.LongestDuration.Ticks));
        var local = _options.SourcePort == 0 ? null : SourcePorts.EndPoint(attempt.EndPoint.AddressFamily, _options.SourcePort);
        _tcp.Tell(new Tcp.Connect(attempt.EndPoint, local, [attempt.Check], abandoned)
        {
            TcpSettings = Context.System.TcpSettings(_options.FrameSize),
        });
    }

    private void Racing(object message, AddressRace race, TimeSpan resolveTime, long startedAt)
    {
        switch (message)
        {
            case Tcp.Connected connected: // of an address that is under way, or of one that is slow
                Tell(connected, race, resolveTime, startedAt);
                break;
            case EstablishedCheck.Established established
                when _target.Scheme == EndpointScheme.Tls && race.UnderWay(established.EndPoint) is { } handshake:
                handshake.Deadline!.Stop(); // the handshake has a deadline of its own
                Timers.Cancel(NextAddress.Instance);
                race.EstablishedAt ??= established.At;
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Connect, Cause.Value: FilterException filter }:
                Fail(EndOf(filter.Reason), $"{_target}: {filter.Message}");
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Connect connect } failed when race.UnderWay(connect.RemoteAddress) is { } attempt:
                HandleFailure(race, attempt, failed.Cause.GetOrElse(null));
                break;
            case EstablishedCheck.Diagnosed { Error: SocketError.Success } diagnosed when race.UnderWay(diagnosed.EndPoint) is { IsRepeated: false } attempt:
                attempt.IsRepeated = true;
                ConnectTo(attempt);
                break;
            case EstablishedCheck.Diagnosed diagnosed when race.UnderWay(diagnosed.EndPoint) is { } attempt:
                // The kernel connects each time, and the transport finds no connection twice: the peer resets what it has accepted.
                Lose(race, attempt, diagnosed.Error == SocketError.Success ? SocketError.ConnectionReset : diagnosed.Error);
                break;
            case TimedOut { Attempt: { Failure: null, Deadline.IsRunning: true } attempt } when attempt.Deadline.HasExpired():
                Lose(race, attempt, (EchoEnd.ConnectTimedOut, NoAnswer()));
                break;
            case NextAddress when race.HasMore:
                TryNext(race);
                break;
            case EstablishedCheck.Established:
            case EstablishedCheck.Diagnosed or Tcp.CommandFailed or TimedOut or NextAddress: // of an address that has failed or answered meanwhile, or may answer yet
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Tell(Tcp.Connected connected, AddressRace race, TimeSpan resolveTime, long startedAt)
    {
        Timers.CancelAll();
        var now = _time.GetTimestamp();
        Context.Parent.Tell(new Found(Sender, connected, resolveTime, _time.GetElapsedTime(startedAt, race.EstablishedAt ?? now))
        {
            Socket = race.SocketOf(connected),
            HandshakeTime = race.EstablishedAt is { } established ? _time.GetElapsedTime(established, now) : null,
            Tried = [.. race.Failed.Select(attempt => attempt.ToString())],
        });
        Become(Done);
    }

    // A transport that has the kernel's reason gives it; Akka.IO has none.
    private void HandleFailure(AddressRace race, AddressRace.Attempt attempt, Exception? cause)
    {
        if (cause is SocketException known)
        {
            Lose(race, attempt, known.SocketErrorCode);
            return;
        }

        ConnectDiagnosis.ConnectOnceMoreAsync((IPEndPoint)attempt.EndPoint, _stopping.Token)
            .PipeTo(Self, success: error => new EstablishedCheck.Diagnosed(attempt.EndPoint, error));
    }

    private void Lose(AddressRace race, AddressRace.Attempt attempt, SocketError error) =>
        Lose(race, attempt, ConnectFailure.Describe(_target, attempt.EndPoint.AddressFamily, error));

    private void Lose(AddressRace race, AddressRace.Attempt attempt, (EchoEnd End, string Message) failure)
    {
        attempt.Failure = failure;
        attempt.Deadline!.Stop();
        if (race.HasMore)
        {
            TryNext(race);
        }
        else if (race.IsLost)
        {
            var tried = race.Failed.Select(each => each.ToString()).ToArray();
            Fail(failure.End, tried.Length == 1 ? failure.Message : $"{failure.Message.TrimEnd('.')} (tried: {string.Join(", ", tried)}).");
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
            case EstablishedCheck.Established or EstablishedCheck.Diagnosed or Tcp.CommandFailed or TimedOut: // the race is over
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Before the first byte comes a PROXY header, which only this end can get wrong, or TLS.
    private EchoEnd EndOf(RefusalReason reason) => reason switch
    {
        RefusalReason.FilterFailed => EchoEnd.Unreachable,
        RefusalReason.HandshakeTimeout when _target.Scheme != EndpointScheme.Tls => EchoEnd.ConnectTimedOut,
        RefusalReason.PeerLeft when _target.Scheme != EndpointScheme.Tls => EchoEnd.Reset,
        _ => EchoEnd.TlsFailed,
    };

    private string NoAnswer() => $"no answer from {_target} in {Quantity.Format(_options.ConnectTimeout)}.";

    private string FamilyName() => _options.AddressFamily switch
    {
        AddressFamily.InterNetwork => " IPv4",
        AddressFamily.InterNetworkV6 => " IPv6",
        _ => "",
    };
}
