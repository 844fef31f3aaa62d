using System.Diagnostics;
using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.IO;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// One connected socket, as a reference that speaks the <c>Tcp</c> protocol with its handler. It lives on one event loop, and
/// handles there whatever it is told, in order.
/// </summary>
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
internal sealed partial class DirectConnection : SerialActorRef, IEventSource, IRunnable
{
    /// <summary>No handler has come within the register timeout.</summary>
    public sealed class RegisterTimeout : IDeadLetterSuppression
    {
        public static readonly RegisterTimeout Instance = new();
    }

    // A client that sends as fast as it is read from would hold the thread.
    private const int MaxChunksInARow = 8;

    private const EpollEvents Reading = EpollEvents.Readable | EpollEvents.PeerHangUp | EpollEvents.EdgeTriggered;

    private static readonly IOException Closing = new("The connection is closing.");
    private static readonly IOException QueueFull = new("The connection's write queue is full.");
    private static readonly Action<DirectConnection, object> AwaitingRegisterState = (self, message) => self.AwaitingRegister(message);
    private static readonly Action<DirectConnection, object> OpenState = (self, message) => self.Open(message);
    private static readonly Action<DirectConnection, object> AwaitingEndOfStreamState = (self, message) => self.AwaitingEndOfStream(message);
    private static readonly Action<DirectConnection, object> EndedState = (self, message) => self.Ended(message);

    private readonly int _socket;
    private readonly SafeHandle _handle; // of the socket
    private readonly IDisposable _owner; // closes the socket
    private readonly ConnectionTerms _terms;
    private readonly long _number; // of its path
    private BufferLease _lease;
    private WriteQueue? _writes; // made when the kernel first does not take a write at once
    private Action<DirectConnection, object> _state = AwaitingRegisterState;
    private ActorPath? _path; // made when somebody asks
    private IInternalActorRef? _handler;
    private IActorRef? _closer; // asked for the end, and is told it
    private int _chunksInARow; // read without waiting
    private bool _mayBeReadable; // since the last edge; a read that would wait, or does not fill its frame, says no
    private bool _peerHangsUp; // told by an edge, after which a short read says nothing: no other edge comes
    private bool _awaitsWritable; // the loop watches for it
    private bool _lends; // the handler borrows
    private bool _keepOpenOnPeerClosed;
    private bool _reading; // a chunk is wanted
    private bool _readingSuspended; // in push mode
    private bool _endOfStream; // of the peer's stream

    private DirectConnection(int socket, SafeHandle handle, IDisposable owner, EventLoop loop, ConnectionTerms terms)
    {
        _socket = socket;
        _handle = handle;
        _owner = owner;
        Loop = loop;
        _terms = terms;
        _number = terms.Registry.Add(this);
    }

    /// <summary>When it was accepted or made: a <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>The loop on which it lives.</summary>
    public EventLoop Loop { get; }

    /// <summary>Its socket, for questions about it.</summary>
    public SafeHandle SocketHandle => _handle;

    /// <summary>Whether it has had no handler yet, and has not ended.</summary>
    public bool AwaitsRegister => ReferenceEquals(_state, AwaitingRegisterState);

    public override ActorPath Path => _path ??= _terms.Registry.PathOf(_number);

    public override IActorRefProvider Provider => _terms.Registry.Provider;

    protected override bool MayRunHere => Loop.IsCurrent;

    /// <summary>Takes over an accepted socket and tells <paramref name="handler"/>, who is to register. Only for the thread of the loop.</summary>
    public static void Accept(Descriptor socket, EventLoop loop, ConnectionTerms terms, IActorRef handler, Tcp.Connected ends)
    {
        var connection = new DirectConnection(socket.Number, socket, socket, loop, terms);
        if (loop.TryAdd(socket.Number, connection, Reading))
        {
            handler.Tell(ends, connection);
        }
        else
        {
            connection.Tell(Tcp.Abort.Instance, ActorRefs.NoSender);
        }
    }

    /// <summary>Takes over a connected socket that the loop watches already. Only for the thread of the loop.</summary>
    public static DirectConnection TakeOver(int socket, SafeHandle handle, IDisposable owner, EventLoop loop, ConnectionTerms terms)
    {
        var connection = new DirectConnection(socket, handle, owner, loop, terms);
        loop.Change(socket, connection, Reading);
        return connection;
    }

    public bool IsOf(ConnectionRegistry registry) => _terms.Registry == registry;

    public override void Stop() => Tell(Tcp.Abort.Instance, ActorRefs.NoSender);

    void IEventSource.Handle(EpollEvents events)
    {
        _mayBeReadable |= (events & (EpollEvents.Readable | EpollEvents.AnyEnd)) != 0;
        _peerHangsUp |= (events & EpollEvents.AnyEnd) != 0;
        if (_writes is { IsEmpty: false } && (events == EpollEvents.None || (events & (EpollEvents.Writable | EpollEvents.Error | EpollEvents.HangUp)) != 0))
        {
            Tell(MayWrite.Instance, ActorRefs.NoSender);
        }

        if (_reading && _mayBeReadable)
        {
            Tell(MayRead.Instance, ActorRefs.NoSender);
        }
    }

    void IEventSource.Abandon(Exception cause) => Tell(Tcp.Abort.Instance, ActorRefs.NoSender);

    void IRunnable.Run() => HandleWaiting();

    void IThreadPoolWorkItem.Execute() => HandleWaiting();

    protected override void HandleWaitingElsewhere() => Loop.Execute(this);

    protected override void Handle(object message) => _state(this, message);

    // After an exception nothing is known about the stream.
    protected override void Fail(Exception cause)
    {
        _terms.Registry.Log.Error(cause, "a connection failed and is reset");
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
            case MayRead:
                if (Received())
                {
                    EndOfStream();
                }

                break;
            case MayWrite:
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
            case MayRead:
                Received();
                break;
            case MayWrite:
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
            case MayRead:
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
            case Tcp.WriteCommand write: // on its way from another thread when the end came
                Sender.Tell(new Tcp.CommandFailed(write, Closing), this);
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
            case MayRead or MayWrite: // told before the state changed
            case Tcp.ResumeWriting: // writing is never suspended
            case RegisterTimeout: // registered meanwhile
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
