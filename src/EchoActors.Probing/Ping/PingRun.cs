using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using EchoActors.Client;
using EchoActors.Probing.Load;
using EchoActors.Probing.Sessions;
using EchoActors.Transport;

namespace EchoActors.Probing.Ping;

/// <summary>
/// A ping: one probe after another, each when it is due, over one connection that is opened again when it breaks, or
/// over a connection for each probe.
/// </summary>
/// <remarks>
/// <code>
///             ┌───────────────────────due, connection is open──────────────────────┐
/// Waiting ──due, no connection──► Probing(connecting) ──Connected──► Probing(sent)◄┘
///    ▲                                     └─────────┬──────────────────────┘
///    ├────────────whole echo, Ended, overdue─────────┤
///    └──Ended── Closing ◄──whole echo, last of its connection──┘   the last probe, Cancel ──► done
/// </code>
/// One probe is outstanding at a time: a probe that takes longer than the interval delays those after it.
/// </remarks>
internal sealed class PingRun : TaskActor<PingSummary>, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private sealed class Wake
    {
        public static readonly Wake Instance = new();
    }

    private sealed class EchoCheck
    {
        public static readonly EchoCheck Instance = new();
    }

    private sealed record Probe(long Sequence, EchoClient.Send Send);

    private readonly PingOptions _options;
    private readonly IProgress<PingEvent>? _progress;
    private readonly TimeProvider _time;
    private readonly ITimer _timer; // of the pace: exact
    private readonly Payload _payload;
    private readonly EchoSession _session;
    private readonly PingFigures _figures = new();
    private readonly long _startedAt;
    private LazyDeadline? _echoDeadline; // of the whole echo of a probe
    private Socket? _socket; // of the current connection
    private long _sequence;

    private PingRun(
        PingOptions options, TaskCompletionSource<PingSummary> done, IProgress<PingEvent>? progress, IActorRef? tcp, TimeProvider time)
        : base(done)
    {
        _options = options;
        _progress = progress;
        _time = time;
        _payload = Payload.Random(options.Size, options.Size, Random.Shared);
        var client = new EchoClientOptions
        {
            ConnectTimeout = options.Timeout,
            AnswerTimeout = null, // it limits silence: an echo that arrives byte by byte would never reach it
            Transport = options.Transport,
            AddressFamily = options.AddressFamily,
            Tls = options.Tls,
            ProxyHeader = options.ProxyHeader,
        };
        _session = new EchoSession(Context, self => EchoClient.Props(options.Target, client, self, tcp, time));
        _startedAt = time.GetTimestamp();
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(Wake.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        PingOptions options, TaskCompletionSource<PingSummary> done, IProgress<PingEvent>? progress, IActorRef? tcp, TimeProvider time) =>
        ActorProps.Create(() => new PingRun(options, done, progress, tcp, time));

    protected override void PreStart()
    {
        _echoDeadline = new LazyDeadline(EchoCheck.Instance, _options.Timeout, Timers, _time);
        Next();
    }

    protected override void PostStop()
    {
        _timer.Dispose();
        base.PostStop();
    }

    protected override void OnReceive(object message) => Waiting(message);

    private void Waiting(object message)
    {
        switch (message)
        {
            case Wake:
                Next();
                break;
            case EchoClient.Ended ended when _session.IsCurrent(Sender):
                // The next probe opens another connection.
                _session.Forget();
                Break(ended.Outcome);
                break;
            case ActorTask.Cancel:
                Finish();
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void InEveryState(object message)
    {
        switch (message)
        {
            case EchoCheck: // no probe is outstanding
                _echoDeadline!.Stop();
                break;
            case EchoClient.Ended: // of an earlier connection
            case Wake: // for an earlier probe
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Break(EchoOutcome outcome)
    {
        if (IsFault(outcome.End))
        {
            _figures.Fault();
        }

        _progress?.Report(new PingEvent.Broken(outcome.End, outcome.Message));
    }

    // Begins the next probe if it is due, or waits until it is.
    private void Next()
    {
        var now = _time.GetTimestamp();
        var wait = _time.GetElapsedTime(now, _startedAt) + (_sequence * _options.Interval);
        if (_sequence == _options.Count)
        {
            Finish();
        }
        else if (wait > TimeSpan.Zero)
        {
            Become(Waiting);
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            Begin(new Probe(_sequence + 1, _payload[_sequence++]));
        }
    }

    private void Begin(Probe probe)
    {
        _figures.Sent();
        Become(message => Probing(message, probe));
        if (_session.IsOpen)
        {
            Send(probe);
        }
        else
        {
            _session.Open();
        }
    }

    private void Send(Probe probe)
    {
        var now = _time.GetTimestamp();
        _echoDeadline!.Start();
        _echoDeadline.NoteProgress(now);
        _session.Send(probe.Send, now, now);
    }

    private void Probing(object message, Probe probe)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                _figures.HasConnected = true;
                _socket = connected.Socket;
                _progress?.Report(new PingEvent.Connected(connected.Local, connected.Remote, connected.ResolveTime, connected.ConnectTime)
                {
                    HandshakeTime = connected.HandshakeTime,
                    Tried = connected.Tried,
                    Tls = connected.Tls,
                });
                Send(probe);
                break;
            case EchoClient.Echoed echoed:
                Receive(echoed, probe);
                break;
            case EchoCheck when _session.FirstSentAt is not null && !_echoDeadline!.HasExpired(): // it was set for an earlier probe
                break;
            case EchoCheck when _session.FirstSentAt is not null:
                var overdue = Overdue();
                AskKernel();
                _session.Abort();
                Lose(probe, EchoEnd.AnswerTimedOut, overdue);
                break;
            case EchoClient.Ended ended when _session.IsCurrent(Sender):
                Lose(probe, ended.Outcome.End, ended.Outcome.Message);
                break;
            case ActorTask.Cancel:
                // It is not known whether the current probe would have come back, so it is not counted.
                _figures.Withdraw();
                Finish();
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Receive(EchoClient.Echoed echoed, Probe probe)
    {
        if (!_session.TryComplete(echoed, out var message))
        {
            return;
        }

        var roundTrip = _time.GetElapsedTime(message.SentAt, echoed.Timestamp);
        _figures.Echoed(roundTrip);
        _progress?.Report(new PingEvent.Echoed(probe.Sequence, _options.Size, roundTrip));
        if (_options.Reconnect || probe.Sequence == _options.Count)
        {
            AskKernel();
            _session.Close();
            Become(Closing);
        }
        else
        {
            Next();
        }
    }

    // The client tells by its end whether surplus bytes came with the last echo.
    private void Closing(object message)
    {
        switch (message)
        {
            case EchoClient.Ended ended when _session.IsCurrent(Sender):
                _session.Forget();
                if (IsFault(ended.Outcome.End))
                {
                    Break(ended.Outcome);
                }

                Next();
                break;
            case ActorTask.Cancel:
                Finish();
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Lose(Probe probe, EchoEnd cause, string message)
    {
        _session.Forget();
        _figures.Lost();
        _progress?.Report(new PingEvent.Lost(probe.Sequence, cause, message));
        Next();
    }

    private static bool IsFault(EchoEnd end) => end is EchoEnd.Surplus or EchoEnd.Mismatch;

    private string Overdue() => _session.FirstEchoed == 0
        ? $"no answer from {_options.Target} in {Quantity.Format(_options.Timeout)}."
        : $"{_options.Target} gave back {_session.FirstEchoed:N0} of {_options.Size:N0} bytes in {Quantity.Format(_options.Timeout)}.";

    private void Finish()
    {
        AskKernel();
        Complete(_figures.Summary());
    }

    // Just before a connection ends: a socket that is closed tells nothing.
    private void AskKernel()
    {
        _figures.Add(TcpPathInfo.TryRead(_socket));
        _socket = null;
    }
}
