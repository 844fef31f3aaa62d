using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Client;
using EchoActors.Probing.Sessions;
using EchoActors.Transport;

namespace EchoActors.Mesh.Paths;

/// <summary>
/// Measures one path: keeps one <see cref="EchoClient"/> to the other node, sends a few bytes at each interval, and judges
/// the result.
/// </summary>
/// <remarks>
/// <code>
/// Idle ──probe due──► Connecting ──Connected──► Awaiting ──every byte back──► Ready
///  ▲                      │ Ended                   │ Ended   ▲ ──probe due──┘ │ Ended
///  └──────────────────────┴─────────────────────────┴──────────────────────────┘
/// any state ──Finish──► Finishing ──the client's stream has ended──► stop
/// </code>
/// There is one result for each probe. A failed connect and a failed first exchange are failed probes. A stream that the
/// other node ends while no bytes are outstanding is no result. The round trip of a first exchange is not measured.
/// </remarks>
internal sealed class PathProbe : UntypedActor, IWithTimers
{
    /// <summary>End the stream in order when all outstanding bytes have come back, and stop.</summary>
    public sealed class Finish
    {
        public static readonly Finish Instance = new();
    }

    /// <summary>The path after a probe; told to the parent after each one.</summary>
    public sealed record Measured(MeshPath Path);

    private sealed class ProbeDue
    {
        public static readonly ProbeDue Instance = new();
    }

    private sealed class FinishOverdue
    {
        public static readonly FinishOverdue Instance = new();
    }

    private const int LongestInterval = 4;

    private readonly string _from;
    private readonly string _toName;
    private readonly MeshOptions _options;
    private readonly EchoSession _session;
    private readonly TimeSpan _delay;
    private readonly TimeProvider _time;
    private readonly PathRecord _path;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Socket? _socket; // of the current connection, to ask the kernel about it
    private long _probedAt;
    private long _sequence;

    private PathProbe(
        string from, string to, string toName, MeshOptions options, TimeSpan delay, Func<IActorRef, Props> client, TimeProvider time)
    {
        _from = from;
        _toName = toName;
        _options = options;
        _delay = delay;
        _session = new EchoSession(Context, client);
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

    // The death of a client is a failed probe. The next probe makes another client.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message) => Idle(message);

    private void Idle(object message)
    {
        switch (message)
        {
            case ProbeDue:
                _probedAt = _time.GetTimestamp();
                Context.Watch(_session.Open());
                Become(Connecting);
                break;
            case Finish: // without a stream there is nothing to end
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
                _socket = connected.Socket;
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
            case EchoClient.Ended ended when _session.IsCurrent(Sender):
                LoseConnection(wasOrderly: ended.Outcome.End == EchoEnd.ClosedEarly);
                break;
            case Terminated terminated when _session.IsCurrent(terminated.ActorRef):
                LoseConnection(wasOrderly: false);
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Awaiting(object message, bool isFirst)
    {
        switch (message)
        {
            case EchoClient.Echoed echoed:
                Receive(echoed, isFirst);
                break;
            default:
                WhileAProbeIsUnderWay(message);
                break;
        }
    }

    private void Receive(EchoClient.Echoed echoed, bool isFirst)
    {
        if (!_session.TryComplete(echoed, out _))
        {
            return;
        }

        if (isFirst)
        {
            Send(isFirst: false);
        }
        else
        {
            Become(Ready);
            Note(ProbeResult.Answered(_time.GetElapsedTime(_probedAt, echoed.Timestamp)));
        }
    }

    private void Finishing(object message)
    {
        switch (message)
        {
            case EchoClient.Ended when _session.IsCurrent(Sender):
            case FinishOverdue:
                Context.Stop(Self);
                break;
            case Terminated terminated when _session.IsCurrent(terminated.ActorRef):
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
            case EchoClient.Ended ended when _session.IsCurrent(Sender):
                Disconnect();
                Note(ProbeResult.Failed(
                    ended.Outcome.Message, isMismatch: ended.Outcome.End is EchoEnd.Mismatch or EchoEnd.Surplus));
                break;
            case Terminated terminated when _session.IsCurrent(terminated.ActorRef):
                Disconnect();
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
                // The client sends what is queued, reads the outstanding bytes, and ends.
                _session.FinishSending();
                Timers.StartSingleTimer(FinishOverdue.Instance, FinishOverdue.Instance, _options.Timeout);
                Become(Finishing);
                break;
            case EchoClient.Ended: // of an earlier connection
            case Terminated:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The first exchange of a connection counts as part of connecting: it measures cold code and caches at both ends.
    private void Send(bool isFirst)
    {
        _probedAt = _time.GetTimestamp();
        _session.Send(new EchoClient.Send(ByteString.FromBytes(Payload())), _probedAt, _probedAt);
        Become(message => Awaiting(message, isFirst));
    }

    // Each probe differs from the one before in every byte, so that the echo of an earlier probe is a mismatch.
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

    // No bytes were outstanding, so no probe failed. After an orderly end the next probe reconnects. A reset may mean that the
    // node died, so the next probe follows at once.
    private void LoseConnection(bool wasOrderly)
    {
        Disconnect();
        if (!wasOrderly)
        {
            Timers.StartSingleTimer(ProbeDue.Instance, ProbeDue.Instance, TimeSpan.Zero);
        }
    }

    private void Disconnect()
    {
        _session.Forget();
        _path.EndConnection();
        _socket = null;
        Become(Idle);
    }

    // The interval of a path that stays down grows. A connect costs both nodes more than any other probe: a mesh whose paths
    // fail because its machines are overloaded would keep them overloaded.
    private int IntervalFactor =>
        _path.State == PathState.Down ? Math.Clamp(_path.FailedInARow - _options.DownAfter + 1, 1, LongestInterval) : 1;

    private void Note(ProbeResult result)
    {
        var (before, since) = (_path.State, _path.Since);
        _path.Add(TcpPathInfo.TryRead(_socket));
        _path.Add(result, _time.GetUtcNow());
        if (_path.State != before)
        {
            PathLog.Write(_log, _from, _toName, _path, before, since);
        }

        // After a first failure the next probe follows after one timeout: with a whole interval, Down would come too late.
        var pace = _path.IsInDoubt ? _options.Timeout : _options.Interval * IntervalFactor;
        var wait = pace - _time.GetElapsedTime(_probedAt);
        Timers.StartSingleTimer(ProbeDue.Instance, ProbeDue.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        Context.Parent.Tell(new Measured(_path.Snapshot()));
    }
}
