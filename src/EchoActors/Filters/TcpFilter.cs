using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.IO;
using EchoActors.Dispatch;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Filters;

/// <summary>
/// One stage of one connection: a reference that speaks the <c>Tcp</c> protocol with the connection below it (a transport's, or
/// another filter) and with the handler above it. By itself it passes everything on; a filter overrides what it changes.
/// </summary>
/// <remarks>
/// <code>
/// Preparing ──Ready: Tcp.Connected to the handler──► AwaitingRegister ──Register──► Open ──the connection's end──► Ended
///     └── Refuse, Overdue, the connection's end ──► Ended
/// </code>
/// It handles one message at a time on the sender's thread, as <see cref="SerialActorRef"/> does, and must not block. The
/// connection below is in pull mode: <see cref="AskForMore"/> asks for one chunk. A handler in push mode gets chunks without
/// asking, and may suspend them. The filter always tells its handler the end of the connection, also if it registers after it.
/// <para>
/// A write that a filter holds back is acknowledged when it has been passed on, not before. A close command waits behind what is
/// held back; <c>Tcp.Abort</c> does not.
/// </para>
/// </remarks>
internal abstract partial class TcpFilter : SerialActorRef
{
    /// <summary>
    /// The time to become ready, and to get a handler, has passed, or nobody waits for the connection any more; told by the owner of
    /// the path. Of no effect where a handler has registered.
    /// </summary>
    public sealed class Overdue : IDeadLetterSuppression
    {
        public static readonly Overdue Instance = new();
    }

    private sealed class Started : IDeadLetterSuppression
    {
        public static readonly Started Instance = new();
    }

    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private readonly FilterPlace _place;
    private readonly bool _pushes;
    private ActorPath? _path; // made when somebody asks
    private IInternalActorRef? _handler;
    private ByteString _rest = ByteString.Empty; // payload that was read while the filter became ready
    private IActorRef? _closer; // asked for the end, and is told it
    private Tcp.ConnectionClosed? _end;
    private bool _isLeaving; // refused, and waiting for the peer to have read why
    private bool _isReady;
    private bool _keepOpenOnPeerClosed;
    private bool _closesAtPeerClosed; // the handler is told Tcp.PeerClosed once everything is flushed
    private bool _readingSuspended; // in push mode

    protected TcpFilter(FilterPlace place)
    {
        _place = place;
        _pushes = place.Path.Pushes(place.Index);
    }

    public sealed override ActorPath Path => _path ??= Below.Path / GetType().Name;

    public sealed override IActorRefProvider Provider => _place.Path.System.Provider;

    /// <summary>What the filters of this connection have found out.</summary>
    public ConnectionFacts Facts => _place.Path.Facts;

    /// <summary>The connection below.</summary>
    protected IActorRef Below => _place.Below;

    /// <summary>The addresses, as the filters before this one have found them.</summary>
    protected Tcp.Connected Ends => _place.Ends;

    /// <summary>
    /// Whether the filter writes the chunks that it receives, or none of them, as <see cref="RegisterBorrowing"/> asks. A filter
    /// that writes other bytes gets copies instead, which cost less than new memory for each chunk.
    /// </summary>
    protected virtual bool Borrows => true;

    /// <summary>Whether the handler borrows its chunks, as <see cref="RegisterBorrowing"/> says.</summary>
    protected bool HandlerBorrows { get; private set; }

    /// <summary>Registers with the connection below. Called once.</summary>
    public void Begin() => Tell(Started.Instance, NoSender);

    public sealed override void Stop() => Tell(Tcp.Abort.Instance, NoSender);

    /// <summary>The filter is registered below: it calls <see cref="Ready"/> now, or reads first.</summary>
    protected virtual void Prepare() => Ready(Ends);

    /// <summary>Handles an event of the connection below before the filter is ready.</summary>
    protected virtual void WhilePreparing(Tcp.Event message)
    {
        switch (message)
        {
            case Tcp.ErrorClosed error:
                Refuse(RefusalReason.PeerLeft, $"the connection broke before it was ready: {error.Cause}.");
                break;
            case Tcp.ConnectionClosed:
                Refuse(RefusalReason.PeerLeft, "the peer left before the connection was ready.");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The deadline has passed before the filter is ready.</summary>
    protected virtual void TooSlow() =>
        Refuse(RefusalReason.HandshakeTimeout, "the connection was not ready within the handshake timeout.");

    /// <summary>Handles a command of the handler; passes it on unless overridden.</summary>
    protected virtual void HandleCommand(Tcp.Command command)
    {
        switch (command)
        {
            case Tcp.ResumeReading:
                _readingSuspended = false;
                Resume();
                break;
            case Tcp.SuspendReading:
                _readingSuspended = true;
                break;
            case Tcp.CloseCommand:
                NoteCloser();
                Below.Tell(command, this);
                break;
            default: // acknowledgements go straight back to the sender
                Below.Tell(command, Sender);
                break;
        }
    }

    /// <summary>Handles an event of the connection below; delivers it unless overridden.</summary>
    protected virtual void HandleEvent(Tcp.Event message)
    {
        switch (message)
        {
            case Tcp.Received received:
                Deliver(received);
                break;
            case Tcp.PeerClosed when !_keepOpenOnPeerClosed:
                _closesAtPeerClosed = true;
                HandleCommand(Tcp.Close.Instance);
                break;
            case Tcp.Closed when _closesAtPeerClosed:
                End(Tcp.PeerClosed.Instance);
                break;
            case Tcp.ConnectionClosed end and not Tcp.PeerClosed:
                End(end);
                break;
            default:
                _handler?.Tell(message, this);
                break;
        }
    }

    /// <summary>Handles a message of the filter's own.</summary>
    protected virtual void HandleOther(object message) => Unhandled(message);

    /// <summary>The handler wants a chunk.</summary>
    protected virtual void Resume()
    {
        if (_rest.IsEmpty)
        {
            AskForMore();
            return;
        }

        var rest = _rest;
        _rest = ByteString.Empty;
        Deliver(new Tcp.Received(rest));
    }

    /// <summary>Asks the connection below for one chunk.</summary>
    protected void AskForMore() => Below.Tell(Tcp.ResumeReading.Instance, this);

    /// <summary>The filter is ready.</summary>
    /// <param name="ends">The addresses, as this filter has found them.</param>
    /// <param name="rest">Payload that it has read already: the handler's first chunk.</param>
    protected void Ready(Tcp.Connected ends, ByteString? rest = null)
    {
        _isReady = true;
        _rest = rest ?? ByteString.Empty;
        _place.Path.Ready(_place.Index, this, ends);
    }

    /// <summary>The filter can't be made ready: ends the connection.</summary>
    /// <param name="reason">The kind, which is counted.</param>
    /// <param name="message">One sentence, without the peer's address.</param>
    /// <param name="flush">
    /// Whether what was written is to arrive: the connection is then ended in order, and what the peer still sends is read for a
    /// moment, because a socket that is closed with bytes unread is reset. Otherwise it is reset at once.
    /// </param>
    protected void Refuse(RefusalReason reason, string message, bool flush = false)
    {
        if (HasEnded || _isLeaving)
        {
            return;
        }

        _place.Path.Refuse(reason, message);
        if (flush)
        {
            _isLeaving = true;
            Below.Tell(Tcp.ConfirmedClose.Instance, this);
            AskForMore();
            Schedule(LingerTime, Overdue.Instance);
        }
        else
        {
            Below.Tell(Tcp.Abort.Instance, this);
            SetEnded();
        }

        Release();
    }

    /// <summary>Gives the handler a chunk; in push mode asks for the next.</summary>
    protected void Deliver(Tcp.Received received)
    {
        var copies = Borrows && !HandlerBorrows; // the chunk may lie in memory that is received into again
        _handler?.Tell(copies ? new Tcp.Received(ByteString.FromBytes(received.Data.ToArray())) : received, this);
        if (_pushes && !_readingSuspended)
        {
            HandleCommand(Tcp.ResumeReading.Instance);
        }
    }

    /// <summary>The connection has ended: tells the handler.</summary>
    protected void End(Tcp.ConnectionClosed end)
    {
        _end = end;
        if (_handler is null)
        {
            _place.Path.Settle(_place.Index);
        }
        else
        {
            _handler.SendSystemMessage(new Unwatch(_handler, this));
            _handler.Tell(end, this);
        }

        if (_closer is not null && !_closer.Equals(this) && !_closer.Equals(_handler))
        {
            _closer.Tell(end, this);
        }

        SetEnded();
        Release();
    }

    /// <summary>The sender of the message being handled has asked for the end of the connection.</summary>
    protected void NoteCloser() => _closer = Sender;

    /// <summary>The connection has ended: frees what the filter holds.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Tells this filter <paramref name="message"/> after <paramref name="delay"/>, from the thread pool.</summary>
    protected ICancelable Schedule(TimeSpan delay, object message) =>
        _place.Path.System.Scheduler.Advanced.ScheduleOnceCancelable(delay, () => // the timer's thread serves everyone
            ThreadPool.UnsafeQueueUserWorkItem(static told => told.Filter.Tell(told.message, NoSender), (Filter: this, message), preferLocal: false));
}
