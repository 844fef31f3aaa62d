using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.IO;
using EchoActors.Client;
using EchoActors.Probing.Sessions;
using EchoActors.Transport;

namespace EchoActors.Probing.Check.Conversations;

/// <summary>Connects once, sends the messages of a <see cref="ConversationPlan"/> one after the other, and tells how far it got.</summary>
/// <remarks>
/// <code>
///                             ┌──────── Pausing ◄───────┐
///                             ▼                         │ next message
/// Connecting ──Connected──► Awaiting ──whole echo───────┤
///     │                       │                         │ all are back
///     │                       │            Watching ◄───┘
///     │                       │               └──over──► Closing ──Ended──► done
///     └──Ended────────────────┴──Ended, silence─────────────────────────► done (failure)
/// </code>
/// The time limit is for silence: a slow path may take longer for a large message.
/// </remarks>
internal sealed class Conversation : TaskActor<ConversationReport>, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private sealed class Wake
    {
        public static readonly Wake Instance = new();
    }

    private readonly ConversationPlan _plan;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly EchoSession _session;
    private readonly List<TimeSpan> _roundTrips = [];
    private EchoClient.Connected? _connection;
    private TcpPathInfo? _kernel;
    private long _waitingSince;
    private TimeSpan _wait;

    private Conversation(ConversationPlan plan, EchoClientOptions client, TaskCompletionSource<ConversationReport> done, TimeProvider time)
        : base(done)
    {
        _plan = plan;
        _time = time;
        var options = client with { ConnectTimeout = plan.Timeout, SourcePort = plan.SourcePort };
        _session = new EchoSession(Context, self => EchoClient.Props(plan.Target, options, self, time: time));
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(Wake.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public static Props Props(ConversationPlan plan, EchoClientOptions client, TaskCompletionSource<ConversationReport> done, TimeProvider time) =>
        ActorProps.Create(() => new Conversation(plan, client, done, time));

    protected override void PreStart() => _session.Open();

    protected override void PostStop()
    {
        _timer.Dispose();
        base.PostStop();
    }

    protected override void OnReceive(object message) => Connecting(message);

    private void Connecting(object message)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                _connection = connected;
                KeepAlive(connected.Socket);
                Next();
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Pausing(object message)
    {
        switch (message)
        {
            case Wake when IsOver():
                Send();
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Awaiting(object message)
    {
        switch (message)
        {
            case EchoClient.Echoed echoed:
                Receive(echoed);
                break;
            case Wake when IsOver():
                Fail(new EchoOutcome(EchoEnd.AnswerTimedOut, Overdue(), _session.OutstandingBytes, _session.FirstEchoed, Connected: true));
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Watching(object message)
    {
        switch (message)
        {
            case Wake when IsOver():
                Leave();
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case EchoClient.Ended ended:
                Finish(ended.Outcome.End == EchoEnd.Abandoned ? null : ended.Outcome);
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
            case EchoClient.Ended ended:
                Finish(ended.Outcome);
                break;
            case Wake: // of a wait that has ended already
                break;
            case ActorTask.Cancel:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Next()
    {
        if (_roundTrips.Count == _plan.Sizes.Count)
        {
            Become(Watching);
            Wait(_plan.Watch);
        }
        else if (_roundTrips.Count > 0 && _plan.Pause > TimeSpan.Zero)
        {
            Become(Pausing);
            Wait(_plan.Pause);
        }
        else
        {
            Send();
        }
    }

    private void Send()
    {
        var bytes = RandomMessage.Create(_plan.Sizes[_roundTrips.Count], Random.Shared);
        var now = _time.GetTimestamp();
        Become(Awaiting);
        Wait(_plan.Timeout);
        _session.Send(new EchoClient.Send(ByteString.FromBytes(bytes)), now, now);
    }

    private void Receive(EchoClient.Echoed echoed)
    {
        if (_session.TryComplete(echoed, out var message))
        {
            _roundTrips.Add(_time.GetElapsedTime(message.SentAt, echoed.Timestamp));
            Next();
        }
        else
        {
            Wait(_plan.Timeout);
        }
    }

    private void Leave()
    {
        _kernel = TcpPathInfo.TryRead(_connection!.Socket);
        Become(Closing);
        if (_plan.SourcePort == 0)
        {
            _session.Close();
        }
        else
        {
            _session.Abort();
        }
    }

    private void Fail(EchoOutcome failure)
    {
        _kernel = TcpPathInfo.TryRead(_connection!.Socket);
        _session.Abort();
        Finish(failure);
    }

    private void Finish(EchoOutcome? failure) => Complete(new ConversationReport
    {
        Connection = _connection,
        RoundTrips = _roundTrips,
        Failure = failure,
        Kernel = _kernel,
    });

    private void Wait(TimeSpan wait)
    {
        if (wait == TimeSpan.Zero)
        {
            Leave();
            return;
        }

        (_waitingSince, _wait) = (_time.GetTimestamp(), wait);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    // A timer may fire a little early, or for a wait that has ended.
    private bool IsOver()
    {
        var left = _wait - _time.GetElapsedTime(_waitingSince);
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        _timer.Change(left, Timeout.InfiniteTimeSpan);
        return false;
    }

    private string Overdue() => _session.FirstEchoed == 0
        ? $"no answer in {Quantity.Format(_plan.Timeout)}"
        : $"{_session.FirstEchoed:N0} of {_session.OutstandingBytes:N0} bytes came back, and nothing more in {Quantity.Format(_plan.Timeout)}";

    private void KeepAlive(Socket? socket)
    {
        if (_plan.KeepAlive is { } idle && socket is not null)
        {
            var seconds = Math.Max(1, (int)idle.TotalSeconds);
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, seconds);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The connection has ended already; the client tells it.
            }
        }
    }
}
