using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Client;

/// <summary>
/// One outgoing connection to an echo server: socket, connect, send, recv, close, as messages. An
/// <see cref="EchoConnector"/> makes the connection; the client sends what its owner gives it, compares every byte that
/// comes back, and tells its owner how it ended: exactly one <see cref="Ended"/>, after which it stops. It also stops,
/// and resets the connection, when its owner does.
/// </summary>
/// <remarks>
/// <code>
/// Connecting ──Found──► Exchanging ──FinishSending──► Finishing ──end of stream──► Ended
///     │                  │   │                            │
///     │                Close └── deadline, reset, mismatch, early end ──► Ended
///     │                  ▼                                │
///     │                Closing ──closed, deadline──► Ended (abandoned)
///     └──Failed, deadline──► Ended
/// </code>
/// </remarks>
public sealed partial class EchoClient : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly Endpoint _target;
    private readonly EchoClientOptions _options;
    private readonly IActorRef _owner;
    private readonly IActorRef _tcp;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly EchoComparison _comparison = new(); // the bytes that are outstanding

    // A stash would ask for a mailbox with two ends, which costs every message of the connection's life.
    private readonly List<object> _early = []; // told before the connection was established
    private IActorRef _connection = ActorRefs.Nobody;
    private ConnectionFacts? _facts; // of the filters of the connection, if it has some
    private Socket? _socket; // of the connection, to ask the kernel about it
    private LazyDeadline? _deadline; // of the whole exchange
    private LazyDeadline? _answerDeadline; // while echoes are outstanding
    private bool _finishing; // our side of the stream has ended

    private EchoClient(Endpoint target, EchoClientOptions options, IActorRef owner, IActorRef? tcp, TimeProvider time)
    {
        _target = target;
        _options = options;
        _owner = owner;
        _tcp = tcp ?? Context.System.Tcp(options.Transport);
        _time = time;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>An echo client, as a child of any actor.</summary>
    /// <param name="target">The echo server.</param>
    /// <param name="options">Deadlines and sizes.</param>
    /// <param name="owner">Receives <see cref="Connected"/>, <see cref="Sent"/>, <see cref="Echoed"/> and <see cref="Ended"/>.</param>
    /// <param name="tcp">The <c>Tcp</c> manager; that of <see cref="EchoClientOptions.Transport"/> unless a filter or a test takes its place.</param>
    /// <param name="time">The clock of the figures; the system's unless a test drives its own.</param>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names its setting.</exception>
    public static Props Props(
        Endpoint target, EchoClientOptions options, IActorRef owner, IActorRef? tcp = null, TimeProvider? time = null)
    {
        var valid = options.Checked();
        return ActorProps.Create(() => new EchoClient(target, valid, owner, tcp, time ?? TimeProvider.System));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(_owner);
        if (_options.Timeout is { } timeout)
        {
            _deadline = new LazyDeadline(Overdue.Instance, timeout, Timers, _time);
            _deadline.Start();
        }

        Context.ActorOf(EchoConnector.Props(_target, _options, _tcp, _time));
    }

    /// <inheritdoc/>
    protected override void PostStop() => _connection.Tell(Tcp.Abort.Instance); // no effect if it has ended

    // A connector that fails has sent nothing. The client fails with it, and its owner, who watches it, gets Terminated.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    /// <inheritdoc/>
    protected override void OnReceive(object message) => Connecting(message);

    private void Connecting(object message)
    {
        switch (message)
        {
            case EchoConnector.Found found:
                Exchange(found);
                break;
            case EchoConnector.Failed failed:
                End(failed.End, failed.Message);
                break;
            case Send:
            case FinishSending:
                _early.Add(message);
                break;
            case Close:
            case Abort:
                End(EchoEnd.Abandoned, $"The connection to {_target} was given up before it was established.");
                break;
            case Overdue when !_deadline!.HasExpired(): // the process was stopped meanwhile
                break;
            case Overdue:
                End(EchoEnd.ConnectTimedOut, $"no answer from {_target} in {Quantity.Format(_options.Timeout!.Value)}.");
                break;
            case Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Exchange(EchoConnector.Found found)
    {
        var (local, remote) = (Endpoint.From(found.Ends.LocalAddress), Endpoint.From(found.Ends.RemoteAddress));
        _log.Debug("connected: Tcp.Connected to {Remote}", remote);
        _connection = found.Connection;
        _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true));
        Context.WatchEnd(_connection, ConnectionStopped.Instance);
        Context.Stop(Sender);
        _facts = (found.Connection as TcpFilter)?.Facts;
        _socket = found.Socket;
        _owner.Tell(new Connected(local, remote, found.ResolveTime, found.ConnectTime)
        {
            Socket = found.Socket,
            HandshakeTime = found.HandshakeTime,
            Tried = found.Tried,
            Tls = _facts?.Tls,
        });
        Become(Exchanging);
        _early.ForEach(message => (_finishing ? (Action<object>)Finishing : Exchanging)(message));
        _early.Clear();
    }

    private void Exchanging(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                Compare(received.Data);
                break;
            case Send send:
                Write(send);
                break;
            case FinishSending:
                _log.Debug("shutdown: Tcp.ConfirmedClose");
                _connection.Tell(Tcp.ConfirmedClose.Instance);
                BeginWaiting();
                _finishing = true;
                AwaitAnswer();
                Become(Finishing);
                break;
            case Tcp.PeerClosed:
                EndEarly();
                break;
            default:
                WhileConnected(message);
                break;
        }
    }

    private void Finishing(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                Compare(received.Data);
                break;
            case Tcp.ConfirmedClosed when _comparison.Outstanding == 0:
                End(EchoEnd.Identical, $"{_comparison.Echoed:N0} bytes came back identical.");
                break;
            case Tcp.ConfirmedClosed:
            case Tcp.PeerClosed:
                EndEarly();
                break;
            default:
                WhileConnected(message);
                break;
        }
    }

    private void WhileConnected(object message)
    {
        switch (message)
        {
            case Sent sent:
                _owner.Tell(sent);
                break;
            case Tcp.SuspendReading or Tcp.ResumeReading: // from an owner that has what comes back wait on the path
                _connection.Tell(message);
                break;
            case AnswerCheck:
                CheckAnswer();
                break;
            case Overdue when !_deadline!.HasExpired(): // the process was stopped meanwhile
                break;
            case Overdue:
                End(EchoEnd.AnswerTimedOut, Late(_options.Timeout!.Value));
                break;
            case Close:
                _log.Debug("close: Tcp.Close");
                _connection.Tell(Tcp.Close.Instance);
                Become(Closing());
                break;
            case Abort:
                End(EchoEnd.Abandoned, $"The connection to {_target} was given up after {Progress()} were echoed.");
                break;
            case Tcp.ErrorClosed broken when _facts?.Failure is { } failure:
                var end = failure.End == ConnectionEnd.Truncated ? EchoEnd.Truncated : EchoEnd.TlsFailed;
                End(end, $"{_target}: {broken.Cause?.TrimEnd('.')}, after {Progress()} were echoed.");
                break;
            case Tcp.ErrorClosed:
            case Tcp.Aborted:
            case Tcp.CommandFailed { Cmd: Tcp.Write }:
                EndByReset();
                break;
            case ConnectionStopped:
                End(EchoEnd.Reset, $"The connection to {_target} was lost after {Progress()} were echoed.");
                break;
            case Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private UntypedReceive Closing()
    {
        Timers.StartSingleTimer(AnswerCheck.Instance, AnswerCheck.Instance, _options.AnswerTimeout ?? _options.ConnectTimeout);
        return message =>
        {
            switch (message)
            {
                case AnswerCheck:
                case Overdue:
                case Abort:
                    End(EchoEnd.Abandoned, $"The connection to {_target} did not close in time and was reset.");
                    break;
                case Tcp.ConnectionClosed:
                case ConnectionStopped:
                case Terminated:
                    End(EchoEnd.Abandoned, $"The connection to {_target} was given up after {Progress()} were echoed.");
                    break;
                default:
                    // Bytes that still arrive belong to an exchange that was given up.
                    break;
            }
        };
    }

    private void Write(Send send)
    {
        _log.Debug("send: Tcp.Write of {Bytes} bytes", send.Data.Count);
        BeginWaiting();
        _comparison.Expect(send.Data);
        _connection.Tell(send.Confirm ? Tcp.Write.Create(send.Data, new Sent(send.Data)) : Tcp.Write.Create(send.Data));
        AwaitAnswer();
    }

    private void Compare(ByteString data)
    {
        _log.Debug("recv: Tcp.Received of {Bytes} bytes", data.Count);
        var readAt = _time.GetTimestamp();
        _answerDeadline?.NoteProgress(readAt);
        var before = _comparison.Echoed;
        var fault = _comparison.Compare(data.ToReadOnlySpan());
        if (fault is null)
        {
            _owner.Tell(new Echoed(data, readAt));
            return;
        }

        var right = (int)(_comparison.Echoed - before);
        if (right > 0)
        {
            _owner.Tell(new Echoed(data.Slice(0, right), readAt));
        }

        EndByFault(fault.Value, data.ToReadOnlySpan());
    }
}
