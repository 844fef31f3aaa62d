using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;
using EchoActors.Transport;

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
internal sealed partial class EchoConnection : UntypedActor, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly Shared _shared;
    private readonly Admission.Lease _lease;
    private readonly IActorRef _connection;
    private readonly ConnectionTraffic _traffic;
    private ConnectionEnd _end = ConnectionEnd.Failed; // until another cause is known
    private int _unacknowledged; // bytes
    private bool _readingPaused; // because the window is full
    private ClientSilence _silence; // mutable structs, one object less for each client
    private ChunkTiming _timing;

    private EchoConnection(Shared shared, Admission.Lease lease, IActorRef connection, SafeHandle? socket, ConnectionTraffic traffic)
    {
        _shared = shared;
        _lease = lease;
        _connection = connection;
        _traffic = traffic;
        _silence = new ClientSilence(socket, traffic);
    }

    private EchoServerOptions Options => _shared.Options;

    private ILoggingAdapter Log => _shared.Log;

    public static Props Props(Shared shared, Admission.Lease lease, IActorRef connection, SafeHandle? socket, ConnectionTraffic traffic) =>
        ActorProps.Create(() => new EchoConnection(shared, lease, connection, socket, traffic));

    protected override void PreStart()
    {
        Context.WatchEnd(_connection, ConnectionStopped.Instance);
        _connection.Tell(new RegisterBorrowing(Self));
        _connection.Tell(Tcp.ResumeReading.Instance);
    }

    protected override void PostStop()
    {
        _connection.Tell(Tcp.Abort.Instance);
        Context.Parent.Tell(new Ended(_lease, _traffic, _end));
    }

    // A restarted handler would have lost its current chunk, and the stream would be corrupt. So its parent stops it.
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
                Log.Debug("recv: 0, end of stream from {Peer}", _traffic.Remote);
                Flush(Flushing, Close);
                break;
            case Drain or QuietCheck:
                EndStreamWhenQuiet();
                break;
            case IdleTimedOut:
                _end = ConnectionEnd.IdleTimeout;
                Flush(Flushing, Close);
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
            case Drain or QuietCheck: // the client has ended its stream, which is about to end anyway
            case IdleTimedOut: // the send timeout is in force now
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
            case Tcp.ErrorClosed when _traffic.Facts?.Failure?.End == ConnectionEnd.Truncated: // it has every byte, and left without a word
                Context.Stop(Self);
                break;
            case IdleTimedOut:
            case QuietCheck: // asked for before the stream was ended
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
            case Tcp.ErrorClosed error when _end == ConnectionEnd.WriteFailed: // the writes failed because the peer has gone
                StopBecause(EndOf(error));
                break;
            case Tcp.ConnectionClosed:
            case ConnectionStopped:
                Context.Stop(Self);
                break;
            case AbortDrain: // a filter holds the close back
                Abort(ConnectionEnd.DrainTimeout);
                break;
            case IdleTimedOut:
                Abort(ConnectionEnd.IdleTimeout);
                break;
            default: // whatever was under way when the connection was closed
                break;
        }
    }

    private void InEveryState(object message)
    {
        switch (message)
        {
            case SendTimedOut:
                Abort(ConnectionEnd.SendTimeout);
                break;
            case Tcp.ErrorClosed error:
                StopBecause(EndOf(error));
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
        var arrivedAt = _timing.Begin(_shared.Durations);
        string? text = null;
        if (Options.Transcript)
        {
            text = PrintableBytes.Format(data.ToReadOnlySpan());
            Log.Info("recv data from client {Peer}, data: {Data}", Endpoint.From(_traffic.Remote), text);
        }

        if (Log.IsDebugEnabled)
        {
            Log.Debug("recv, send: Tcp.Received and Tcp.Write of {Bytes} bytes with {Peer}", data.Count, _traffic.Remote);
        }

        _traffic.AddReceived(data.Count);
        _unacknowledged += data.Count;
        _connection.Tell(arrivedAt == 0 && text is null ? WriteOf(data) : Tcp.Write.Create(data, new WriteAck(data.Count, arrivedAt, text)));
    }

    private void AskForMore()
    {
        _readingPaused = _unacknowledged >= Options.EchoWindow;
        if (!_readingPaused)
        {
            _connection.Tell(Tcp.ResumeReading.Instance);
        }
    }

    private void Acknowledge(WriteAck ack)
    {
        if (ack.Text is { } text)
        {
            Log.Info("send data to client {Peer} successfully, data: {Data}", Endpoint.From(_traffic.Remote), text);
        }

        ChunkTiming.End(_shared.Durations, ack.ArrivedAt);
        _unacknowledged -= ack.Bytes;
        _traffic.AddSent(ack.Bytes);
    }
}
