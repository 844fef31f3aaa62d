using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.IO;

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
/// The socket is closed with a reset unless all was sent and the close was asked for. The handler is told the end, whatever it
/// is, and also if it registers too late: it need not watch.
/// </remarks>
internal sealed class DirectConnection : SerialActorRef
{
    /// <summary>No handler has come within the register timeout.</summary>
    public sealed class RegisterTimeout : IDeadLetterSuppression
    {
        public static readonly RegisterTimeout Instance = new();
    }

    // One whose client sends as fast as it is read from would hold its thread for a whole turn.
    private const int MaxChunksInARow = 8;

    private static readonly IOException Closing = new("The connection is closing.");
    private static readonly Action<DirectConnection, object> AwaitingRegisterState = (self, message) => self.AwaitingRegister(message);
    private static readonly Action<DirectConnection, object> OpenState = (self, message) => self.Open(message);
    private static readonly Action<DirectConnection, object> AwaitingEndOfStreamState = (self, message) => self.AwaitingEndOfStream(message);
    private static readonly Action<DirectConnection, object> EndedState = (self, message) => self.Ended(message);

    private readonly Socket _socket;
    private readonly ConnectionRegistry _registry;
    private readonly LinkedListNode<DirectConnection> _place;
    private readonly long _number;
    private readonly bool _pullMode;
    private readonly ChunkReader _reader;
    private readonly WriteQueue _writes;
    private Action<DirectConnection, object> _state = AwaitingRegisterState;
    private ActorPath? _path;
    private List<IInternalActorRef>? _watchers;
    private IInternalActorRef? _handler;
    private IActorRef? _closer;
    private bool _keepOpenOnPeerClosed;
    private int _chunksInARow;
    private bool _reading;
    private bool _readingSuspended;
    private bool _endOfStream;

    private DirectConnection(Socket socket, ConnectionRegistry registry, ConnectionTerms terms)
    {
        _socket = socket;
        _registry = registry;
        _pullMode = terms.PullMode;
        _reader = new ChunkReader(socket, this, terms.Settings.MaxFrameSizeBytes, registry.Turns);
        _writes = new WriteQueue(socket, this, terms.Settings.MaxFrameSizeBytes, terms.Settings.WriteCommandsQueueMaxSize, registry.Turns);
        _place = new LinkedListNode<DirectConnection>(this);
        _number = registry.Add(_place);
    }

    /// <summary>When it was accepted or made, as <see cref="Stopwatch.GetTimestamp"/> tells.</summary>
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

    // A path is hashed by its text: dear, for what each collection of references asks.
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    protected override void Handle(object message) => _state(this, message);

    // What can't be handled leaves the stream in doubt.
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
            case ChunkReader:
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
            case ChunkReader:
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
            case ChunkReader:
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
            case Watch watch:
                TellEnd(watch.Watcher);
                break;
            case Tcp.Register late:
                late.Handler.Tell(Tcp.Aborted.Instance, this);
                break;
            case ISystemMessage or IDeadLetterSuppression:
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, subject: null), this);
                break;
            default:
                NobodyHandles(message);
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
            case PoisonPill or Kill:
                End(Tcp.Aborted.Instance, reset: true);
                break;
            case Watch watch:
                (_watchers ??= new(1)).Add(watch.Watcher);
                break;
            case Unwatch unwatch:
                _watchers?.Remove(unwatch.Watcher);
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, this), this);
                break;
            case Tcp.ResumeWriting: // writing is never suspended
            case RegisterTimeout: // registered meanwhile
            case ISystemMessage: // it has no parent to be supervised by
                break;
            default:
                NobodyHandles(message);
                break;
        }
    }

    private void Register(Tcp.Register register)
    {
        _registry.Register(_place);
        _handler = (IInternalActorRef)register.Handler;
        _keepOpenOnPeerClosed = register.KeepOpenOnPeerClosed;
        _handler.SendSystemMessage(new Watch(_handler, this));
        _state = OpenState;
        if (!_pullMode)
        {
            Read();
        }
    }

    private void Read()
    {
        if (_reading || _endOfStream)
        {
            return;
        }

        _reading = true;
        if (!_reader.Receive())
        {
            _chunksInARow = 0;
            return; // it will be told
        }

        if (_pullMode && _chunksInARow++ < MaxChunksInARow)
        {
            Tell(_reader, ActorRefs.NoSender); // after what was told before
        }
        else
        {
            _chunksInARow = 0;
            ThreadPool.UnsafeQueueUserWorkItem(_reader, preferLocal: false); // others get their turn
        }
    }

    /// <returns>Whether it was the end of the stream.</returns>
    private bool Received()
    {
        _reading = false;
        var error = _reader.Take(out var received);
        if (error == SocketError.WouldBlock)
        {
            Read();
        }
        else if (error != SocketError.Success)
        {
            EndOnError(error);
        }
        else if (received is null)
        {
            _endOfStream = true;
        }
        else
        {
            _handler!.Tell(received, this);
            if (!_pullMode && !_readingSuspended)
            {
                Read();
            }
        }

        return _endOfStream;
    }

    private void Write(Tcp.WriteCommand command)
    {
        EndOnError(_writes.Send(command, Sender));
        if (command is Tcp.Write { Ack: IReleasesBuffer } write)
        {
            _reader.TakeBack(write.Data);
        }
    }

    private void EndOfStream()
    {
        if (_keepOpenOnPeerClosed)
        {
            _handler!.Tell(Tcp.PeerClosed.Instance, this);
        }
        else
        {
            FlushAndClose(Tcp.PeerClosed.Instance);
        }
    }

    /// <returns>Whether the kernel has everything.</returns>
    private bool Sent()
    {
        EndOnError(_writes.Continue());
        return _writes.IsEmpty;
    }

    private void FlushAndClose(Tcp.ConnectionClosed end)
    {
        if (_writes.IsEmpty)
        {
            Close(end);
        }
        else
        {
            _state = (self, message) => self.Flushing(message, end);
        }
    }

    private void Close(Tcp.ConnectionClosed end)
    {
        var confirmed = end is Tcp.ConfirmedClosed && !_endOfStream;
        try
        {
            _socket.Shutdown(confirmed ? SocketShutdown.Send : SocketShutdown.Both);
        }
        catch (SocketException e) // reset by the client
        {
            EndOnError(e.SocketErrorCode);
            return;
        }

        if (confirmed)
        {
            _state = AwaitingEndOfStreamState;
        }
        else
        {
            End(end, reset: false);
        }
    }

    private void EndOnError(SocketError error)
    {
        if (error != SocketError.Success)
        {
            End(new Tcp.ErrorClosed(new SocketException((int)error).Message), reset: true);
        }
    }

    private void End(Tcp.ConnectionClosed end, bool reset)
    {
        _state = EndedState;
        _registry.Remove(_place);
        if (reset)
        {
            _socket.Close(timeout: 0); // something may be missing
        }
        else
        {
            _socket.Dispose();
        }

        _reader.Dispose();
        _writes.Fail(Closing);
        _handler?.SendSystemMessage(new Unwatch(_handler, this));
        _handler?.Tell(end, this);
        if (_closer is not null && !_closer.Equals(_handler))
        {
            _closer.Tell(end, this);
        }

        _watchers?.ForEach(TellEnd);
        _watchers = null;
    }

    private void NobodyHandles(object message) => Provider.DeadLetters.Tell(new DeadLetter(message, Sender, this), this);

    private void TellEnd(IInternalActorRef watcher) =>
        watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));
}
