using System.Diagnostics;
using System.Net.Security;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Server;
using EchoActors.Transport.Direct;

namespace EchoActors.Filters.Tls;

/// <summary>
/// Encrypts one connection: TLS 1.2 or 1.3 (RFC 5246, RFC 8446) by an <see cref="SslStream"/> over memory, on the threads that
/// bring the bytes.
/// </summary>
/// <remarks>
/// A close command sends close_notify. <c>Tcp.ConfirmedClose</c> closes the socket when the peer has ended its stream as well:
/// reading goes on until then. The peer's close_notify is <c>Tcp.PeerClosed</c>; the end of its TCP stream without one is a
/// truncation (RFC 8446, section 6.1), told as <c>Tcp.ErrorClosed</c>.
/// </remarks>
internal sealed partial class TlsFilter : TcpFilter
{
    // What the transport is asked to write, and what the handler asked for.
    private sealed class Written(Tcp.Write write, IActorRef sender) : Tcp.Event
    {
        public Tcp.Write Write => write;

        public IActorRef Sender => sender;
    }

    private sealed class HandshakeEnded : IDeadLetterSuppression
    {
        public static readonly HandshakeEnded Instance = new();
    }

    private const int FlushSize = 64 * 1024;

    // How soon after its last flight the peer has looked at this end's certificate.
    private static readonly TimeSpan RightAfterHandshake = TimeSpan.FromSeconds(1);

    private static readonly IOException Closing = new("The connection is closing.");
    private static readonly IOException QueueFull = new("The connection's write queue is full.");

    private readonly TlsEnd _end;
    private readonly CipherStream _cipher = new();
    private readonly SslStream _ssl;
    private readonly int _maxQueued; // bytes; negative for no bound
    private readonly int _frameSize;
    private TlsHandshake? _handshake; // while it is under way, as is the next
    private Task? _authentication;
    private ValueTask<int> _read;
    private byte[]? _frame; // being read into; null while the read only waits
    private BufferLease _lease;
    private long _queued;
    private long _establishedAt;
    private bool _isReading;
    private bool _hasAsked; // the connection below for a chunk
    private bool _peerHasEnded;
    private bool _hasReceived; // at least one byte of payload
    private Tcp.CloseCommand? _close;

    public TlsFilter(FilterPlace place, TlsEnd end)
        : base(place)
    {
        _end = end;
        _ssl = new SslStream(_cipher, leaveInnerStreamOpen: true);
        _maxQueued = place.Path.Settings.WriteCommandsQueueMaxSize;
        _frameSize = place.Path.Settings.MaxFrameSizeBytes; // the transport's, so that both use the same frame of their thread
    }

    protected override bool Borrows => false;

    protected override void Prepare()
    {
        _handshake = new TlsHandshake(Ends.RemoteAddress);
        _authentication = _end.AuthenticateAsync(_ssl, _handshake);
        _authentication.GetAwaiter().UnsafeOnCompleted(() => Tell(HandshakeEnded.Instance, ActorRefs.NoSender));
        Exchange();
    }

    protected override void WhilePreparing(Tcp.Event message)
    {
        switch (message)
        {
            case Tcp.Received received when _handshake!.IsPlainText(received.Data, _end.IsServer) is { } mistake:
                if (_end.IsServer)
                {
                    Below.Tell(Tcp.Write.Create(TlsHandshake.UnexpectedMessage), this);
                }

                Refuse(RefusalReason.NotTls, mistake, flush: _end.IsServer);
                break;
            case Tcp.Received received:
                _hasAsked = false;
                if (!_end.IsServer)
                {
                    _handshake.NoteServerBytes(received.Data);
                }

                _cipher.Feed(received.Data);
                Exchange();
                break;
            case Tcp.PeerClosed:
                _handshake!.PeerHasLeft = true;
                _cipher.FeedEnd();
                Exchange();
                break;
            case Written:
                break;
            default:
                base.WhilePreparing(message);
                break;
        }
    }

    protected override void TooSlow() =>
        Refuse(RefusalReason.HandshakeTimeout, "the TLS handshake was not finished within the handshake timeout.");

    protected override void HandleOther(object message)
    {
        switch (message)
        {
            case HandshakeEnded when HasEnded:
                break;
            case HandshakeEnded when _authentication!.IsCompletedSuccessfully:
                Flush(ack: null);
                _establishedAt = Stopwatch.GetTimestamp();
                Facts.Tls = TlsSession.Of(_ssl, _handshake!.IsResumed);
                (_handshake, _authentication) = (null, null);
                Ready(Ends);
                break;
            case HandshakeEnded:
                var (reason, text) = _end.Explain(_authentication.Exception!.InnerException!, _handshake!);
                Flush(ack: null); // the alert
                Refuse(reason, text, flush: true);
                break;
            default:
                base.HandleOther(message);
                break;
        }
    }

    protected override void HandleCommand(Tcp.Command command)
    {
        switch (command)
        {
            case Tcp.Write write:
                Write(write);
                break;
            case Tcp.CompoundWrite compound:
                foreach (var part in compound)
                {
                    HandleCommand(part);
                }

                break;
            case Tcp.CloseCommand close and not Tcp.Abort:
                Close(close);
                break;
            default:
                base.HandleCommand(command);
                break;
        }
    }

    protected override void HandleEvent(Tcp.Event message)
    {
        switch (message)
        {
            case Tcp.Received received:
                _hasAsked = false;
                _cipher.Feed(received.Data);
                ContinueReading();
                break;
            case Tcp.PeerClosed:
                _cipher.FeedEnd();
                ContinueReading();
                break;
            case Tcp.ErrorClosed when !_hasReceived && _close is null && Stopwatch.GetElapsedTime(_establishedAt) < RightAfterHandshake:
                End(_end.ResetAtOnce);
                break;
            case Written written:
                _queued -= written.Write.Data.Count;
                if (written.Write.Ack is not Tcp.NoAck)
                {
                    written.Sender.Tell(written.Write.Ack, this);
                }

                break;
            case Tcp.CommandFailed { Cmd: Tcp.Write { Ack: Written failed } } refused:
                failed.Sender.Tell(new Tcp.CommandFailed(failed.Write, refused.Cause.GetOrElse(null)), this);
                break;
            case Tcp.Closed when _close is Tcp.ConfirmedClose:
                base.HandleEvent(Tcp.ConfirmedClosed.Instance);
                break;
            default:
                base.HandleEvent(message);
                break;
        }
    }
}
