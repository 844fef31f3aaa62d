using Akka.Actor;
using Akka.Dispatch;
using EchoActors.Client;
using EchoActors.Probing.Load;

namespace EchoActors.Probing.Ping;

/// <summary>
/// A ping: one probe after another, each when it is due, over one connection that is opened again when it breaks, or
/// over a connection for each.
/// </summary>
/// <remarks>
/// <code>
///             ┌───────────────────────due, connection stands──────────────────────┐
/// Waiting ──due, no connection──► Probing(connecting) ──Connected──► Probing(sent)◄┘
///    ▲                                     └─────────┬──────────────────────┘
///    └────────────whole echo, or Ended───────────────┘          the last probe, Cancel ──► done
/// </code>
/// One probe is under way at a time: one that takes longer than the interval delays those after it.
/// </remarks>
internal sealed class PingRun : UntypedActor, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    /// <summary>Ends the ping now.</summary>
    internal sealed class Cancel
    {
        public static readonly Cancel Instance = new();
    }

    private sealed class Wake
    {
        public static readonly Wake Instance = new();
    }

    private sealed record Probe(long Sequence, EchoClient.Send Send)
    {
        public long? SentAt { get; set; }

        public int Echoed { get; set; }
    }

    private readonly PingOptions _options;
    private readonly TaskCompletionSource<PingSummary> _done;
    private readonly IProgress<PingEvent>? _progress;
    private readonly IActorRef? _tcp;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Payload _payload;
    private readonly EchoClientOptions _client;
    private readonly PingFigures _figures = new();
    private readonly long _startedAt;
    private long _sequence;
    private IActorRef? _connection;

    private PingRun(
        PingOptions options, TaskCompletionSource<PingSummary> done, IProgress<PingEvent>? progress, IActorRef? tcp, TimeProvider time)
    {
        _options = options;
        _done = done;
        _progress = progress;
        _tcp = tcp;
        _time = time;
        _payload = Payload.Random(options.Size, options.Size, Random.Shared);
        _client = new EchoClientOptions
        {
            ConnectTimeout = options.Timeout,
            AnswerTimeout = options.Timeout,
            AddressFamily = options.AddressFamily,
        };
        _startedAt = time.GetTimestamp();
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(Wake.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public static Props Props(
        PingOptions options, TaskCompletionSource<PingSummary> done, IProgress<PingEvent>? progress, IActorRef? tcp, TimeProvider time) =>
        ActorProps.Create(() => new PingRun(options, done, progress, tcp, time));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _done.TrySetException(failure);
        Self.Tell(PoisonPill.Instance);
        return Directive.Stop;
    });

    protected override void PreStart() => Next();

    protected override void PreRestart(Exception reason, object message) => _done.TrySetException(reason);

    // A ping that failed is not begun again.
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void PostStop()
    {
        _timer.Dispose();
        _done.TrySetCanceled();
    }

    protected override void OnReceive(object message) => Waiting(message);

    private void Waiting(object message)
    {
        switch (message)
        {
            case Wake:
                Next();
                break;
            case EchoClient.Ended ended when Sender.Equals(_connection):
                // The next probe opens another, and finds out whether that can be done.
                _connection = null;
                Break(ended.Outcome);
                break;
            case EchoClient.Ended:
                break;
            case Cancel:
                Finish();
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
        if (_connection is null)
        {
            _connection = Context.ActorOf(EchoClient.Props(_options.Target, _client, Self, _tcp, _time));
        }
        else
        {
            Send(probe);
        }
    }

    private void Send(Probe probe)
    {
        probe.SentAt = _time.GetTimestamp();
        _timer.Change(_options.Timeout, Timeout.InfiniteTimeSpan);
        _connection!.Tell(probe.Send);
    }

    private void Probing(object message, Probe probe)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                _figures.HasConnected = true;
                _progress?.Report(new PingEvent.Connected(connected.Remote, connected.ResolveTime, connected.ConnectTime));
                Send(probe);
                break;
            case EchoClient.Echoed echoed:
                Receive(echoed, probe);
                break;
            case Wake when probe.SentAt is { } sentAt && _time.GetElapsedTime(sentAt) >= _options.Timeout:
                // The client's own limit is on silence: an echo that drips would never reach it.
                _connection!.Tell(EchoClient.Abort.Instance);
                Lose(probe, EchoEnd.AnswerTimedOut, Late(probe));
                break;
            case Wake: // of the probe before
                break;
            case EchoClient.Ended ended when Sender.Equals(_connection):
                Lose(probe, ended.Outcome.End, ended.Outcome.Message);
                break;
            case EchoClient.Ended:
                break;
            case Cancel:
                // Whether the probe under way would have come back is not known: it is not counted.
                _figures.Withdraw();
                Finish();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Receive(EchoClient.Echoed echoed, Probe probe)
    {
        probe.Echoed += echoed.Data.Count;
        if (probe.Echoed < _options.Size)
        {
            return;
        }

        var roundTrip = _time.GetElapsedTime(probe.SentAt!.Value, echoed.Timestamp);
        _figures.Echoed(roundTrip);
        _progress?.Report(new PingEvent.Echoed(probe.Sequence, _options.Size, roundTrip));
        if (_options.Reconnect || probe.Sequence == _options.Count)
        {
            _connection!.Tell(EchoClient.Close.Instance);
            Become(Closing);
        }
        else
        {
            Next();
        }
    }

    // Until the connection has ended: bytes that came with the echo and are none are told by its end.
    private void Closing(object message)
    {
        switch (message)
        {
            case EchoClient.Ended ended when Sender.Equals(_connection):
                _connection = null;
                if (IsFault(ended.Outcome.End))
                {
                    Break(ended.Outcome);
                }

                Next();
                break;
            case EchoClient.Ended:
            case Wake:
                break;
            case Cancel:
                Finish();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Lose(Probe probe, EchoEnd cause, string message)
    {
        _connection = null;
        _figures.Lost();
        _progress?.Report(new PingEvent.Lost(probe.Sequence, cause, message));
        Next();
    }

    private static bool IsFault(EchoEnd end) => end is EchoEnd.Surplus or EchoEnd.Mismatch;

    private string Late(Probe probe) => probe.Echoed == 0
        ? $"no answer from {_options.Target} in {Quantity.Format(_options.Timeout)}."
        : $"{_options.Target} gave back {probe.Echoed:N0} of {_options.Size:N0} bytes in {Quantity.Format(_options.Timeout)}.";

    private void Finish()
    {
        _done.TrySetResult(_figures.Summary());
        Context.Stop(Self);
    }
}
