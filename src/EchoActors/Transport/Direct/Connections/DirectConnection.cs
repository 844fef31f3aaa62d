using System.Diagnostics;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.IO;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>One connected socket, as a reference that speaks the <c>Tcp</c> protocol with its handler.</summary>
/// <remarks>
/// <code>
/// AwaitingRegister ──Register──► Open ──Close, ConfirmedClose, end of stream not kept open──► Flushing (if the
///     │                           │                                                             kernel hasn't all)
///     │                           │           ┌── all sent ────────────────────────────────────────┘
///     │                           │           ├─ after ConfirmedClose ─► AwaitingEndOfStream ──end of stream──► Ended
///     │                           │           └─ otherwise ─► Ended
/// any state ──Abort, the handler's death, register timeout, error──► Ended
/// </code>
/// The socket is closed with a reset unless all is sent and the close was asked for. The handler is always told the end, also
/// if it registers after it: it need not watch.
/// </remarks>
internal sealed partial class DirectConnection : SerialActorRef
{
    /// <summary>No handler has come within the register timeout.</summary>
    public sealed class RegisterTimeout : IDeadLetterSuppression
    {
        public static readonly RegisterTimeout Instance = new();
    }

    // A client that sends as fast as it is read from would hold the thread for a whole run.
    private const int MaxChunksInARow = 8;

    private static readonly IOException Closing = new("The connection is closing.");
    private static readonly Action<DirectConnection, object> AwaitingRegisterState = (self, message) => self.AwaitingRegister(message);
    private static readonly Action<DirectConnection, object> OpenState = (self, message) => self.Open(message);
    private static readonly Action<DirectConnection, object> AwaitingEndOfStreamState = (self, message) => self.AwaitingEndOfStream(message);
    private static readonly Action<DirectConnection, object> EndedState = (self, message) => self.Ended(message);

    private readonly Socket _socket;
    private readonly ConnectionRegistry _registry;
    private readonly LinkedListNode<DirectConnection> _place; // in the registry
    private readonly long _number; // of its path
    private readonly bool _pullMode; // the handler asks for each chunk
    private readonly ChunkReader _reader;
    private readonly WriteQueue _writes;
    private Action<DirectConnection, object> _state = AwaitingRegisterState;
    private ActorPath? _path; // made when somebody asks
    private IInternalActorRef? _handler;
    private IActorRef? _closer; // asked for the end, and is told it
    private bool _keepOpenOnPeerClosed;
    private int _chunksInARow; // read without waiting
    private bool _reading; // a receive is under way
    private bool _readingSuspended; // in push mode
    private bool _endOfStream; // of the peer's stream

    private DirectConnection(Socket socket, ConnectionRegistry registry, ConnectionTerms terms)
    {
        _socket = socket;
        _registry = registry;
        _pullMode = terms.PullMode;
        _reader = new ChunkReader(socket, this, terms.Settings.MaxFrameSizeBytes, registry.Runs);
        _writes = new WriteQueue(socket, this, terms.Settings.MaxFrameSizeBytes, terms.Settings.WriteCommandsQueueMaxSize, registry.Runs);
        _place = new LinkedListNode<DirectConnection>(this);
        _number = registry.Add(_place);
    }

    /// <summary>When it was accepted or made: a <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    public override ActorPath Path => _path ??= _registry.PathOf(_number);

    public override IActorRefProvider Provider => _registry.Provider;

    /// <summary>Takes over a connected socket and tells <paramref name="handler"/>, who is to register.</summary>
    /// <returns>Whether the peer is still there.</returns>
    public static bool TryStart(Socket socket, ConnectionRegistry registry, ConnectionTerms terms, IActorRef handler)
    {
        var connection = new DirectConnection(socket, registry, terms);
        try
        {
            socket.Blocking = false; // the send that the kernel can't take at once is queued here
            foreach (var option in terms.Options)
            {
                option.AfterConnect(socket);
            }

            handler.Tell(new Tcp.Connected(socket.RemoteEndPoint!, socket.LocalEndPoint!), connection);
            return true;
        }
        catch (SocketException) // the peer has left already
        {
            connection.Tell(Tcp.Abort.Instance, ActorRefs.NoSender);
            return false;
        }
    }

    public override void Stop() => Tell(Tcp.Abort.Instance, ActorRefs.NoSender);

    protected override void Handle(object message) => _state(this, message);

    // After an exception nothing is known about the stream.
    protected override void Fail(Exception cause)
    {
        _registry.Log.Error(cause, "a connection failed and is reset");
        if (_state != EndedState)
        {
            End(new Tcp.ErrorClosed(cause.Message), reset: true);
        }
    }

    private void AwaitingRegister(object message)
    {
        switch (message)
        {
            case Tcp.Register register:
                Register(register);
                break;
            case RegisterTimeout:
                End(Tcp.Aborted.Instance, reset: true);
                break;
            case Tcp.ResumeReading or Tcp.SuspendReading: // Register decides
                break;
            default:
                Open(message);
                break;
        }
    }

    private void Open(object message)
    {
        switch (message)
        {
            case ChunkReader.Arrival:
                if (Received())
                {
                    EndOfStream();
                }

                break;
            case WriteQueue.FrameSent:
                Sent();
                break;
            case Tcp.CloseCommand close and not Tcp.Abort:
                _closer = Sender;
                FlushAndClose(close.Event);
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Flushing(object message, Tcp.ConnectionClosed end)
    {
        switch (message)
        {
            case ChunkReader.Arrival:
                Received();
                break;
            case WriteQueue.FrameSent:
                if (Sent())
                {
                    Close(end);
                }

                break;
            case Tcp.CloseCommand and not Tcp.Abort: // under way
            case DeathWatchNotification: // the handler may leave once it has asked for the close
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
            case ChunkReader.Arrival:
                if (Received())
                {
                    End(Tcp.ConfirmedClosed.Instance, reset: false);
                }

                break;
            case Tcp.WriteCommand write:
                Sender.Tell(new Tcp.CommandFailed(write, Closing), this);
                break;
            case Tcp.CloseCommand and not Tcp.Abort: // under way
                break;
            default:
                InEveryState(message);
                break;
        }
    }

    private void Ended(object message)
    {
        switch (message)
        {
            case Tcp.Register late:
                late.Handler.Tell(Tcp.Aborted.Instance, this);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void InEveryState(object message)
    {
        switch (message)
        {
            case Tcp.ResumeReading:
                _readingSuspended = false;
                Read();
                break;
            case Tcp.SuspendReading:
                _readingSuspended = true;
                break;
            case Tcp.WriteCommand write:
                Write(write);
                break;
            case Tcp.Abort:
                _closer = Sender;
                End(Tcp.Aborted.Instance, reset: true);
                break;
            case DeathWatchNotification: // of the handler
                End(Tcp.Aborted.Instance, reset: true);
                break;
            case Tcp.ResumeWriting: // writing is never suspended
            case RegisterTimeout: // registered meanwhile
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
