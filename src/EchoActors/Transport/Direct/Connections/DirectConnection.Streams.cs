using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

// Reading, writing and the end of both.
internal sealed partial class DirectConnection
{
    // There may be a chunk, the end of the stream or an error to read.
    private sealed class MayRead : IDeadLetterSuppression
    {
        public static readonly MayRead Instance = new();
    }

    // The kernel may take more of what is queued.
    private sealed class MayWrite : IDeadLetterSuppression
    {
        public static readonly MayWrite Instance = new();
    }

    private int FrameSize => _terms.Settings.MaxFrameSizeBytes;

    private void Register(Tcp.Register register)
    {
        _handler = (IInternalActorRef)register.Handler;
        _keepOpenOnPeerClosed = register.KeepOpenOnPeerClosed;
        _lends = register is RegisterBorrowing;
        if (!_lends)
        {
            _handler.SendSystemMessage(new Watch(_handler, this));
        }

        _state = OpenState;
        if (!_terms.PullMode)
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

        _lease.Forget(); // a handler that asks for more and has not returned the chunk keeps it
        _reading = true;
        if (!_mayBeReadable)
        {
            _chunksInARow = 0; // an event will come
        }
        else if (_chunksInARow++ < MaxChunksInARow)
        {
            Tell(MayRead.Instance, ActorRefs.NoSender); // after what was told before
        }
        else
        {
            _chunksInARow = 0;
            Loop.HandleLater(this);
        }
    }

    /// <returns>Whether it was the end of the stream.</returns>
    private bool Received()
    {
        if (!_reading || !_mayBeReadable)
        {
            return false;
        }

        var frame = ThreadFrame.Rent(FrameSize);
        var count = SocketCalls.Receive(_socket, frame.AsSpan(0, FrameSize), out var error);
        if (count > 0)
        {
            _reading = false;
            _mayBeReadable = _peerHangsUp || count == FrameSize;
            _handler!.Tell(Chunk(frame, count), this);
            if (!_terms.PullMode && !_readingSuspended)
            {
                Read();
            }

            return false;
        }

        ThreadFrame.Return(frame);
        switch (error)
        {
            case SocketError.Success:
                _reading = false;
                _endOfStream = true;
                return true;
            case SocketError.WouldBlock:
                _mayBeReadable = false;
                return false;
            case SocketError.Interrupted:
                Loop.HandleLater(this);
                return false;
            default:
                EndOnError(error);
                return false;
        }
    }

    // A handler that borrows gets the memory itself, so that a chunk is sent from where it lies while the processor still holds it.
    private Tcp.Received Chunk(byte[] frame, int count)
    {
        if (_lends)
        {
            return _lease.LendFrame(frame, count);
        }

        if (count > FrameSize / 2) // given away: a new frame costs less than the copy of one that is nearly full
        {
            return new Tcp.Received(ByteString.FromBytes(frame, 0, count));
        }

        var copy = new Tcp.Received(ByteString.CopyFrom(frame, 0, count));
        ThreadFrame.Return(frame);
        return copy;
    }

    private void Write(Tcp.WriteCommand command)
    {
        var most = _terms.Settings.WriteCommandsQueueMaxSize;
        if (most >= 0 && (_writes?.Bytes ?? 0) + command.Bytes > most)
        {
            Sender.Tell(new Tcp.CommandFailed(command, QueueFull), this);
            return;
        }

        switch (command)
        {
            case Tcp.Write write:
                Write(write);
                _lease.Return(write.Data);
                break;
            case Tcp.CompoundWrite compound:
                foreach (var part in compound)
                {
                    if (_state != EndedState)
                    {
                        Write(part);
                    }
                }

                break;
            default:
                Sender.Tell(new Tcp.CommandFailed(command, new NotSupportedException($"{command} can't be written.")), this);
                break;
        }
    }

    // Bytes that the kernel takes at once are sent without a copy. The rest waits until the kernel takes more.
    private void Write(Tcp.Write write)
    {
        var data = write.Data;
        var sent = 0;
        if (_writes is null or { IsEmpty: true })
        {
            var bytes = data.ToReadOnlySpan();
            do
            {
                sent += SocketCalls.Send(_socket, bytes[sent..], out var error);
                if (error == SocketError.WouldBlock)
                {
                    break;
                }

                if (error != SocketError.Success)
                {
                    EndOnError(error);
                    return;
                }
            }
            while (sent < bytes.Length);
            if (sent == bytes.Length)
            {
                WriteQueue.Acknowledge(this, Sender, write.Ack);
                return;
            }

            _writes ??= new WriteQueue(this, FrameSize);
            AwaitWritable(true);
        }

        _writes.Enqueue(write, sent == 0 ? data : data.Slice(sent), Sender, copy: _lends);
    }

    /// <returns>Whether the kernel has everything.</returns>
    private bool Sent()
    {
        if (_writes is not { IsEmpty: false })
        {
            return true;
        }

        var error = _writes.Send(_socket);
        if (error is not SocketError.Success and not SocketError.WouldBlock)
        {
            EndOnError(error);
        }
        else if (_writes.IsEmpty)
        {
            AwaitWritable(false); // left on, it would be told with each acknowledgement of the peer
        }
        else if (error == SocketError.Success)
        {
            Loop.HandleLater(this);
        }

        return _writes.IsEmpty && _state != EndedState;
    }

    private void AwaitWritable(bool on)
    {
        if (_awaitsWritable != on)
        {
            _awaitsWritable = on;
            Loop.Change(_socket, this, on ? Reading | EpollEvents.Writable : Reading);
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

    private void FlushAndClose(Tcp.ConnectionClosed end)
    {
        if (_writes is { IsEmpty: false })
        {
            _state = (self, message) => self.Flushing(message, end);
        }
        else
        {
            Close(end);
        }
    }

    private void Close(Tcp.ConnectionClosed end)
    {
        if (end is Tcp.ConfirmedClosed && !_endOfStream)
        {
            SocketCalls.EndStream(_socket); // of a socket that is reset, the next read tells so
            _state = AwaitingEndOfStreamState;
        }
        else
        {
            End(end, reset: false);
        }
    }

    private void EndOnError(SocketError error) =>
        End(new Tcp.ErrorClosed(new SocketException((int)error).Message), reset: true);

    private void End(Tcp.ConnectionClosed end, bool reset)
    {
        _state = EndedState;
        Loop.Forget(_socket);
        if (reset)
        {
            SocketCalls.ResetAtClose(_socket); // something may be missing
        }

        _owner.Dispose();
        _writes?.Fail(Closing);
        if (!_lends)
        {
            _handler?.SendSystemMessage(new Unwatch(_handler, this));
        }

        _handler?.Tell(end, this);
        if (_closer is not null && !_closer.Equals(_handler))
        {
            _closer.Tell(end, this);
        }

        SetEnded();
    }
}
