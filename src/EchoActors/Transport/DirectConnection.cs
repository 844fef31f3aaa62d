using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport;

/// <summary>One accepted client's socket, as an actor that speaks the <c>Tcp</c> protocol with its handler.</summary>
/// <remarks>
/// <code>
/// AwaitingRegister ──Register──► Open ──Close, ConfirmedClose, end of stream not kept open──► Flushing (if the
///     │                           │                                                             kernel hasn't all)
///     │                           │           ┌── all sent ────────────────────────────────────────┘
///     │                           │           ├─ after ConfirmedClose ─► AwaitingEndOfStream ──end of stream──► stop
///     │                           │           └─ otherwise ─► stop
/// any state ──Abort, the handler's death, register timeout, error──► stop
/// </code>
/// PostStop closes the socket, with a reset unless all was sent and the close was asked for, and tells how it ended.
/// </remarks>
internal sealed class DirectConnection : UntypedActor, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    /// <summary>No handler has come within the register timeout.</summary>
    public sealed class RegisterTimeout : IDeadLetterSuppression
    {
        public static readonly RegisterTimeout Instance = new();
    }

    private sealed class HandlerDied : IDeadLetterSuppression
    {
        public static readonly HandlerDied Instance = new();
    }

    private static readonly IOException Closing = new("The connection is closing.");

    private readonly Socket _socket;
    private readonly Tcp.Bind _bind;
    private readonly UnregisteredConnections _unregistered;
    private readonly ChunkReader _reader;
    private readonly WriteQueue _writes;
    private Action<object> _state;
    private LinkedListNode<(IActorRef Connection, long Since)>? _registration;
    private IActorRef? _handler;
    private IActorRef? _closer;
    private Tcp.ConnectionClosed _end = Tcp.Aborted.Instance;
    private bool _keepOpenOnPeerClosed;
    private bool _reading;
    private bool _readingSuspended;
    private bool _endOfStream;
    private bool _shutDown;

    private DirectConnection(Socket socket, Tcp.Bind bind, TcpSettings settings, UnregisteredConnections unregistered)
    {
        _socket = socket;
        _bind = bind;
        _unregistered = unregistered;
        _state = AwaitingRegister;
        _reader = new ChunkReader(socket, Self, settings.MaxFrameSizeBytes);
        _writes = new WriteQueue(socket, Self, settings.MaxFrameSizeBytes, settings.WriteCommandsQueueMaxSize);
    }

    public static Props Props(Socket socket, Tcp.Bind bind, TcpSettings settings, UnregisteredConnections unregistered) =>
        Akka.Actor.Props.CreateBy(
            new ActorProducer<DirectConnection>(() => new DirectConnection(socket, bind, settings, unregistered)));

    protected override void PreStart()
    {
        try
        {
            _socket.Blocking = false; // the send that the kernel can't take at once is queued here
            foreach (var option in _bind.Options)
            {
                option.AfterConnect(_socket);
            }

            _registration = _unregistered.Add(Self);
            _bind.Handler.Tell(new Tcp.Connected(_socket.RemoteEndPoint!, _socket.LocalEndPoint!), Self);
        }
        catch (SocketException) // the client has left already
        {
            Context.Stop(Self);
        }
    }

    protected override void PostStop()
    {
        ForgetRegistration();
        CloseSocket();
        _reader.Dispose();
        _writes.Fail(Closing);
        _handler?.Tell(_end, Self);
        if (_closer is not null && !_closer.Equals(_handler))
        {
            _closer.Tell(_end, Self);
        }
    }

    protected override void OnReceive(object message) => _state(message);

    private void AwaitingRegister(object message)
    {
        switch (message)
        {
            case Tcp.Register register:
                Register(register);
                break;
            case RegisterTimeout:
                Context.Stop(Self);
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
            case HandlerDied: // it may leave once it has asked for the close
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
                    Stop(Tcp.ConfirmedClosed.Instance);
                }

                break;
            case Tcp.WriteCommand write:
                Sender.Tell(new Tcp.CommandFailed(write, Closing), Self);
                break;
            case Tcp.CloseCommand and not Tcp.Abort: // under way
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
            case Tcp.ResumeReading:
                _readingSuspended = false;
                Read();
                break;
            case Tcp.SuspendReading:
                _readingSuspended = true;
                break;
            case Tcp.WriteCommand write:
                StopOnError(_writes.Send(write, Sender));
                break;
            case Tcp.Abort:
                _closer = Sender;
                Context.Stop(Self);
                break;
            case HandlerDied:
                Context.Stop(Self);
                break;
            case Tcp.ResumeWriting: // writing is never suspended
            case RegisterTimeout: // registered meanwhile
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Register(Tcp.Register register)
    {
        ForgetRegistration();
        _handler = register.Handler;
        _keepOpenOnPeerClosed = register.KeepOpenOnPeerClosed;
        Context.WatchWith(_handler, HandlerDied.Instance);
        _state = Open;
        if (!_bind.PullMode)
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
            return; // it will be told
        }

        if (_bind.PullMode)
        {
            _state(_reader);
        }
        else
        {
            Self.Tell(_reader, Self); // nobody asks for each chunk: other messages get their turn between two
        }
    }

    /// <returns>Whether it was the end of the stream.</returns>
    private bool Received()
    {
        _reading = false;
        var error = _reader.Take(out var chunk);
        if (error == SocketError.WouldBlock)
        {
            Read();
        }
        else if (error != SocketError.Success)
        {
            StopBecause(error);
        }
        else if (chunk.IsEmpty)
        {
            _endOfStream = true;
        }
        else
        {
            _handler!.Tell(new Tcp.Received(chunk), Self);
            if (!_bind.PullMode && !_readingSuspended)
            {
                Read();
            }
        }

        return _endOfStream;
    }

    private void EndOfStream()
    {
        if (_keepOpenOnPeerClosed)
        {
            _handler!.Tell(Tcp.PeerClosed.Instance, Self);
        }
        else
        {
            FlushAndClose(Tcp.PeerClosed.Instance);
        }
    }

    /// <returns>Whether the kernel has everything.</returns>
    private bool Sent()
    {
        StopOnError(_writes.Continue());
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
            _state = message => Flushing(message, end);
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
            StopBecause(e.SocketErrorCode);
            return;
        }

        if (confirmed)
        {
            _state = AwaitingEndOfStream;
        }
        else
        {
            Stop(end);
        }
    }

    private void StopOnError(SocketError error)
    {
        if (error != SocketError.Success)
        {
            StopBecause(error);
        }
    }

    private void StopBecause(SocketError error)
    {
        _end = new Tcp.ErrorClosed(new SocketException((int)error).Message);
        Context.Stop(Self);
    }

    private void Stop(Tcp.ConnectionClosed end)
    {
        _end = end;
        _shutDown = true;
        Context.Stop(Self);
    }

    private void CloseSocket()
    {
        if (_shutDown)
        {
            _socket.Dispose();
        }
        else
        {
            _socket.Close(timeout: 0); // with a reset: something may be missing
        }
    }

    private void ForgetRegistration()
    {
        if (_registration is { } registration)
        {
            _registration = null;
            _unregistered.Remove(registration);
        }
    }
}
