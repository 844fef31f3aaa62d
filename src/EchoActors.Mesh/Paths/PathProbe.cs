using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Client;

namespace EchoActors.Mesh.Paths;

/// <summary>
/// Measures one path: keeps one <see cref="EchoClient"/> to the other node, sends a few bytes at each interval, and
/// judges what came of it.
/// </summary>
/// <remarks>
/// <code>
/// Idle ──probe due──► Connecting ──Connected──► Awaiting ──every byte back──► Ready
///  ▲                      │ Ended                   │ Ended   ▲ ──probe due──┘ │ Ended
///  └──────────────────────┴─────────────────────────┴──────────────────────────┘
/// any state ──Finish──► Finishing ──the client's stream has ended──► stop
/// </code>
/// There is one result for each probe: a connection that can't be made, or whose first exchange fails, is a failed probe,
/// and one that the other node ended while nothing was owed is none. The round trip of a first exchange is not measured.
/// </remarks>
internal sealed class PathProbe : UntypedActor, IWithTimers
{
    /// <summary>End the stream in order, once what was sent is back, and stop.</summary>
    public sealed class Finish
    {
        public static readonly Finish Instance = new();
    }

    /// <summary>What the path is like now; told to the parent after each probe.</summary>
    public sealed record Measured(MeshPath Path);

    private sealed class ProbeDue
    {
        public static readonly ProbeDue Instance = new();
    }

    private sealed class FinishOverdue
    {
        public static readonly FinishOverdue Instance = new();
    }

    private const int MostPatience = 4;

    private readonly string _from;
    private readonly string _toName;
    private readonly MeshOptions _options;
    private readonly Func<IActorRef, Props> _client;
    private readonly TimeSpan _delay;
    private readonly TimeProvider _time;
    private readonly PathRecord _path;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _connection = ActorRefs.Nobody;
    private long _probedAt;
    private long _sequence;

    private PathProbe(
        string from, string to, string toName, MeshOptions options, TimeSpan delay, Func<IActorRef, Props> client, TimeProvider time)
    {
        _from = from;
        _toName = toName;
        _options = options;
        _delay = delay;
        _client = client;
        _time = time;
        _path = new PathRecord(to, options, time.GetUtcNow());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A probe of the path from one node to another.</summary>
    /// <param name="from">What people call the node that probes.</param>
    /// <param name="to">The node that is probed.</param>
    /// <param name="toName">What people call it.</param>
    /// <param name="options">Interval, timeout, size and thresholds.</param>
    /// <param name="delay">When to probe for the first time.</param>
    /// <param name="client">An <see cref="EchoClient"/> to the other node that belongs to the given owner.</param>
    /// <param name="time">The clock.</param>
    public static Props Props(
        string from, string to, string toName, MeshOptions options, TimeSpan delay, Func<IActorRef, Props> client, TimeProvider time) =>
        ActorProps.Create(() => new PathProbe(from, to, toName, options, delay, client, time));

    protected override void PreStart() => Timers.StartSingleTimer(ProbeDue.Instance, ProbeDue.Instance, _delay);

    // A client that fails is a failed probe, seen by its death; another is made for the next probe.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message) => Idle(message);

    private void Idle(object message)
    {
        switch (message)
        {
            case ProbeDue:
                _probedAt = _time.GetTimestamp();
                _connection = Context.ActorOf(_client(Self));
                Context.Watch(_connection);
                Become(Connecting);
                break;
            case Finish: // there is no stream to end
                Context.Stop(Self);
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Connecting(object message)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                _path.ConnectTime = connected.ConnectTime;
                Send(isFirst: true);
                break;
            default:
                WhileAProbeIsUnderWay(message);
                break;
        }
    }

    private void Ready(object message)
    {
        switch (message)
        {
            case ProbeDue:
                Send(isFirst: false);
                break;
            case EchoClient.Ended ended when IsCurrent:
                LoseConnection(wasOrderly: ended.Outcome.End == EchoEnd.ClosedEarly);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_connection):
                LoseConnection(wasOrderly: false);
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Awaiting(object message, int owed, bool isFirst)
    {
        switch (message)
        {
            case EchoClient.Echoed echoed when echoed.Data.Count < owed:
                Become(next => Awaiting(next, owed - echoed.Data.Count, isFirst));
                break;
            case EchoClient.Echoed when isFirst:
                Send(isFirst: false);
                break;
            case EchoClient.Echoed echoed:
                Become(Ready);
                Note(ProbeResult.Answered(_time.GetElapsedTime(_probedAt, echoed.Timestamp)));
                break;
            default:
                WhileAProbeIsUnderWay(message);
                break;
        }
    }

    private void Finishing(object message)
    {
        switch (message)
        {
            case EchoClient.Ended when IsCurrent:
            case FinishOverdue:
                Context.Stop(Self);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_connection):
                Context.Stop(Self);
                break;
            case EchoClient.Connected:
            case EchoClient.Echoed:
            case ProbeDue:
            case Finish:
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void WhileAProbeIsUnderWay(object message)
    {
        switch (message)
        {
            case EchoClient.Ended ended when IsCurrent:
                Become(Idle);
                Note(ProbeResult.Failed(
                    ended.Outcome.Message, isMismatch: ended.Outcome.End is EchoEnd.Mismatch or EchoEnd.Surplus));
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_connection):
                Become(Idle);
                Note(ProbeResult.Failed("The echo client failed."));
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
            case Finish:
                // The client sends what it was given, reads what it is owed, and ends.
                _connection.Tell(EchoClient.FinishSending.Instance);
                Timers.StartSingleTimer(FinishOverdue.Instance, FinishOverdue.Instance, _options.Timeout);
                Become(Finishing);
                break;
            case EchoClient.Ended: // of a connection that was replaced
            case Terminated:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private bool IsCurrent => Sender.Equals(_connection);

    // The first exchange of a connection is part of making it: cold code and caches at both ends are not the path's.
    private void Send(bool isFirst)
    {
        _probedAt = _time.GetTimestamp();
        _connection.Tell(new EchoClient.Send(ByteString.FromBytes(Payload())));
        Become(message => Awaiting(message, _options.Size, isFirst));
    }

    // Each probe differs from the one before at every byte, so that an echo of another can't pass for its own.
    private byte[] Payload()
    {
        var payload = new byte[_options.Size];
        _sequence++;
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] = (byte)(_sequence + i);
        }

        return payload;
    }

    // Nothing was owed, so nothing was lost. An end of the stream is the other node's good right, and the next probe is
    // soon enough to knock again; a reset may be its death, and is looked into at once.
    private void LoseConnection(bool wasOrderly)
    {
        Become(Idle);
        if (!wasOrderly)
        {
            Timers.StartSingleTimer(ProbeDue.Instance, ProbeDue.Instance, TimeSpan.Zero);
        }
    }

    // A path that stays down is tried less and less often: connecting costs both nodes more than any other probe, and a
    // mesh whose paths fail because its machines are overwhelmed would never get up again.
    private int Patience =>
        _path.State == PathState.Down ? Math.Clamp(_path.FailedInARow - _options.DownAfter + 1, 1, MostPatience) : 1;

    private void Note(ProbeResult result)
    {
        var (before, since) = (_path.State, _path.Since);
        _path.Add(result, _time.GetUtcNow());
        if (_path.State != before)
        {
            PathLog.Write(_log, _from, _toName, _path, before, since);
        }

        // Doubt is settled at the pace of timeouts: with every interval, a cut would take too long to be called one.
        var pace = _path.IsInDoubt ? _options.Timeout : _options.Interval * Patience;
        var wait = pace - _time.GetElapsedTime(_probedAt);
        Timers.StartSingleTimer(ProbeDue.Instance, ProbeDue.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        Context.Parent.Tell(new Measured(_path.Snapshot()));
    }
}
