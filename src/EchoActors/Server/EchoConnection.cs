using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;
using EchoActors.Transport;
using EchoActors.Transport.Direct;

namespace EchoActors.Server;

/// <summary>
/// One client: recv, send, close. It sends back each chunk that it receives, keeps at most a window of bytes unacknowledged,
/// and ends the connection when the client has everything, or at a deadline.
/// </summary>
/// <remarks>
/// <code>
/// Echoing ──PeerClosed, idle──► Flushing ──all acknowledged: Tcp.Close──► Closing ──Closed──► stop
///    │
///    ├──Drain, then quiet: Tcp.ConfirmedClose──► AwaitingEndOfStream ──ConfirmedClosed──► stop
///    │                                               │
///    └── deadline, AbortDrain: Tcp.Abort ◄───────────┘ (also when bytes still come) ──► Closing ──Aborted──► stop
/// any state ──ErrorClosed (reset), CommandFailed (write), Aborted unasked (listener died)──► stop
/// </code>
/// The connection is in pull mode: <c>ResumeReading</c> asks for one chunk. <c>Write</c> is told before it, so that
/// Akka.IO never sees the end of the stream with an echo still to come; told the other way round, or in push mode, it
/// closes first and loses them.
/// </remarks>
internal sealed class EchoConnection : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    /// <summary>Serve the client until it is quiet, then end its stream.</summary>
    public sealed class Drain
    {
        public static readonly Drain Instance = new();
    }

    /// <summary>The drain deadline has passed: reset the connection.</summary>
    public sealed class AbortDrain
    {
        public static readonly AbortDrain Instance = new();
    }

    /// <summary>The connection has ended; told to the parent.</summary>
    public sealed record Ended(ConnectionTraffic Traffic, ConnectionEnd End);

    // The socket took a chunk. It has its text only for the transcript, and when it arrived only where its latency is measured.
    private sealed class WriteAck(int bytes, long arrivedAt, string? text) : Tcp.Event, IReleasesBuffer
    {
        public int Bytes { get; } = bytes;

        public long ArrivedAt { get; } = arrivedAt;

        public string? Text { get; } = text;
    }

    // Two looks at the clock and a histogram for each chunk would be a good part of the echo: one in so many stands for all.
    private const int ChunksForEachTimed = 64;

    private sealed class SendCheck
    {
        public static readonly SendCheck Instance = new();
    }

    private sealed class QuietCheck
    {
        public static readonly QuietCheck Instance = new();
    }

    private sealed class IdleCheck
    {
        public static readonly IdleCheck Instance = new();
    }

    private sealed class ConnectionStopped
    {
        public static readonly ConnectionStopped Instance = new();
    }

    private readonly IActorRef _connection;
    private readonly Socket? _socket; // the transport's: only asked what the kernel knows
    private readonly ConnectionTraffic _traffic;
    private readonly EchoServerOptions _options;
    private readonly Histogram<double> _latency;
    private readonly ILoggingAdapter _log;
    private ConnectionEnd _end = ConnectionEnd.Failed;
    private DateTimeOffset _activeAt;
    private DateTimeOffset _takenAt;
    private int _unacknowledged;
    private int _chunksUntilTimed;
    private bool _readingPaused;
    private bool _draining;
    private bool _sendTimerRuns;
    private WriteAck _writeAck = new(0, arrivedAt: 0, text: null);

    private EchoConnection(
        IActorRef connection,
        Socket? socket,
        ConnectionTraffic traffic,
        EchoServerOptions options,
        Histogram<double> latency,
        ILoggingAdapter log)
    {
        _connection = connection;
        _socket = socket;
        _traffic = traffic;
        _options = options;
        _latency = latency;
        _log = log;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(
        IActorRef connection,
        Socket? socket,
        ConnectionTraffic traffic,
        EchoServerOptions options,
        Histogram<double> latency,
        ILoggingAdapter log) =>
        ActorProps.Create(() => new EchoConnection(connection, socket, traffic, options, latency, log));

    protected override void PreStart()
    {
        if (_connection is not DirectConnection) // which tells its end, whatever it is; an actor may stop without a word
        {
            Context.WatchWith(_connection, ConnectionStopped.Instance);
        }

        _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true));
        _connection.Tell(Tcp.ResumeReading.Instance);
        if (_options.IdleTimeout is { } idle)
        {
            _activeAt = Now;
            Timers.StartSingleTimer(IdleCheck.Instance, IdleCheck.Instance, idle);
        }
    }

    protected override void PostStop()
    {
        _connection.Tell(Tcp.Abort.Instance);
        Context.Parent.Tell(new Ended(_traffic, _end));
    }

    // A restarted handler would have lost the chunk it had in hand: the stream would be corrupt, so its parent stops it.
    protected override void OnReceive(object message) => Echoing(message);

    private void Echoing(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                Echo(received.Data);
                AskForMore();
                break;
            case WriteAck ack:
                Acknowledge(ack);
                if (_readingPaused)
                {
                    AskForMore();
                }

                break;
            case Tcp.PeerClosed:
                _end = ConnectionEnd.PeerClosed;
                _log.Debug("recv: 0, end of stream from {Peer}", _traffic.Remote);
                Flush(Flushing, Close);
                break;
            case Drain:
                _activeAt = Now;
                _draining = true;
                EndStreamWhenQuiet();
                break;
            case QuietCheck:
                EndStreamWhenQuiet();
                break;
            case IdleCheck:
                CheckIdle();
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Flushing(object message)
    {
        switch (message)
        {
            case WriteAck ack:
                Acknowledge(ack);
                Flush(Flushing, Close);
                break;
            case Drain or QuietCheck: // under way: the client has ended its stream, and gets what it is owed
            case IdleCheck: // the send timeout rules now
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void AwaitingEndOfStream(object message)
    {
        switch (message)
        {
            case Tcp.Received: // our side of the stream has ended, so it can't be echoed
                Abort(ConnectionEnd.SentAfterDrain);
                break;
            case Tcp.PeerClosed:
                Close();
                break;
            case IdleCheck:
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
            case Tcp.ErrorClosed when _end == ConnectionEnd.WriteFailed: // the writes failed because the peer reset
                StopBecause(ConnectionEnd.PeerReset);
                break;
            case Tcp.ConnectionClosed:
            case ConnectionStopped:
                Context.Stop(Self);
                break;
            default: // whatever was under way when the connection was closed
                break;
        }
    }

    private void InEveryState(object message)
    {
        switch (message)
        {
            case SendCheck:
                CheckSend();
                break;
            case Tcp.ErrorClosed:
                StopBecause(ConnectionEnd.PeerReset);
                break;
            case Tcp.Aborted:
            case ConnectionStopped:
                StopBecause(ConnectionEnd.ListenerLost);
                break;
            case Tcp.ConnectionClosed: // the end that was asked for
                Context.Stop(Self);
                break;
            case Tcp.CommandFailed:
                Abort(ConnectionEnd.WriteFailed);
                break;
            case AbortDrain:
                Abort(ConnectionEnd.DrainTimeout);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Echo(ByteString data)
    {
        var arrivedAt = _latency.Enabled ? ArrivalIfTimed() : 0;
        if (_options.Transcript)
        {
            var text = PrintableBytes.Format(data.ToReadOnlySpan());
            _log.Info("recv data from client, data: {Data}", text);
            _writeAck = new WriteAck(data.Count, arrivedAt, text);
        }
        else if (_writeAck.Bytes != data.Count || _writeAck.ArrivedAt != arrivedAt)
        {
            _writeAck = new WriteAck(data.Count, arrivedAt, text: null);
        }

        if (_log.IsDebugEnabled)
        {
            _log.Debug("recv, send: Tcp.Received and Tcp.Write of {Bytes} bytes with {Peer}", data.Count, _traffic.Remote);
        }

        NoteActivity();
        _traffic.AddReceived(data.Count);
        _unacknowledged += data.Count;
        _connection.Tell(Tcp.Write.Create(data, _writeAck));
    }

    // The first chunk of each connection, so that one that sends little counts, and every 64th after it; 0 for the others.
    private long ArrivalIfTimed()
    {
        if (_chunksUntilTimed-- > 0)
        {
            return 0;
        }

        _chunksUntilTimed = ChunksForEachTimed - 1;
        return Stopwatch.GetTimestamp();
    }

    private void AskForMore()
    {
        _readingPaused = _unacknowledged >= _options.EchoWindow;
        if (_readingPaused)
        {
            StartSendTimer();
        }
        else
        {
            _connection.Tell(Tcp.ResumeReading.Instance);
        }
    }

    private void Acknowledge(WriteAck ack)
    {
        if (ack.Text is { } text)
        {
            _log.Info("send data to client successfully, data: {Data}", text);
        }

        if (ack.ArrivedAt != 0)
        {
            _latency.Record(Stopwatch.GetElapsedTime(ack.ArrivedAt).TotalSeconds);
        }

        NoteActivity();
        _unacknowledged -= ack.Bytes;
        _traffic.AddSent(ack.Bytes);
        if (_sendTimerRuns)
        {
            _takenAt = Now;
        }
    }

    // Everything owed is ack: go on to the end. Otherwise wait in the given state, within the send timeout.
    private void Flush(UntypedReceive state, Action end)
    {
        if (_unacknowledged == 0)
        {
            end();
            return;
        }

        StartSendTimer();
        Become(state);
    }

    private void Close()
    {
        _log.Debug("close: Tcp.Close of {Peer}", _traffic.Remote);
        _connection.Tell(Tcp.Close.Instance);
        Become(Closing);
    }

    // A stream that ended while bytes were unread, or on their way to this actor, would end in order with echoes missing:
    // so the kernel, which counts every byte that has arrived, is asked first.
    private void EndStreamWhenQuiet()
    {
        var period = _options.DrainQuietPeriod < _options.DrainTimeout / 2 ? _options.DrainQuietPeriod : _options.DrainTimeout / 2;
        var quietFor = HasUnreadBytes() ? TimeSpan.Zero : QuietFor();
        if (_unacknowledged == 0 && quietFor >= period)
        {
            FinishSending();
            return;
        }

        if (_unacknowledged > 0)
        {
            StartSendTimer();
        }

        var wait = quietFor < period ? period - quietFor : period / 10;
        Timers.StartSingleTimer(QuietCheck.Instance, QuietCheck.Instance, wait);
    }

    private TimeSpan QuietFor() => TcpInfo.TryRead(_socket)?.SinceLastReceived ?? Now - _activeAt;

    private bool HasUnreadBytes() => TcpInfo.TryRead(_socket)?.BytesReceived > _traffic.BytesReceived;

    private void FinishSending()
    {
        _end = ConnectionEnd.Drained;
        _log.Debug("shutdown: Tcp.ConfirmedClose of {Peer}", _traffic.Remote);
        _connection.Tell(Tcp.ConfirmedClose.Instance);
        _connection.Tell(Tcp.ResumeReading.Instance);
        Become(AwaitingEndOfStream);
    }

    private void Abort(ConnectionEnd end)
    {
        _end = end;
        _log.Debug("close: Tcp.Abort of {Peer}", _traffic.Remote);
        _connection.Tell(Tcp.Abort.Instance);
        Become(Closing);
    }

    private void StopBecause(ConnectionEnd end)
    {
        _end = end;
        Context.Stop(Self);
    }

    // Timers are started once and look at the clock when they fire: a timer for each message would cost more than the echo.
    private void StartSendTimer()
    {
        if (!_sendTimerRuns)
        {
            _sendTimerRuns = true;
            _takenAt = Now;
            Timers.StartSingleTimer(SendCheck.Instance, SendCheck.Instance, _options.SendTimeout);
        }
    }

    private void CheckSend()
    {
        var left = _takenAt + _options.SendTimeout - Now;
        if (_unacknowledged == 0)
        {
            _sendTimerRuns = false;
        }
        else if (left > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(SendCheck.Instance, SendCheck.Instance, left);
        }
        else
        {
            Abort(ConnectionEnd.SendTimeout);
        }
    }

    private void NoteActivity()
    {
        if (_draining || _options.IdleTimeout is not null)
        {
            _activeAt = Now;
        }
    }

    private void CheckIdle()
    {
        var left = HasUnreadBytes() ? _options.IdleTimeout!.Value : _activeAt + _options.IdleTimeout!.Value - Now;
        if (left > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(IdleCheck.Instance, IdleCheck.Instance, left);
        }
        else
        {
            _end = ConnectionEnd.IdleTimeout;
            Flush(Flushing, Close);
        }
    }
}
