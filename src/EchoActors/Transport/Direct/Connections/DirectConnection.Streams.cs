using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.IO;

namespace EchoActors.Transport.Direct;

// Reading, writing and the end of both.
internal sealed partial class DirectConnection
{
    private void Register(Tcp.Register register)
    {
        _registry.Register(_place);
        _handler = (IInternalActorRef)register.Handler;
        _keepOpenOnPeerClosed = register.KeepOpenOnPeerClosed;
        _reader.Lends = register is RegisterBorrowing;
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
            Tell(_reader.Completion, ActorRefs.NoSender); // after what was told before
        }
        else
        {
            _chunksInARow = 0;
            ThreadPool.UnsafeQueueUserWorkItem(_reader.Completion, preferLocal: false); // other connections come first
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
        EndOnError(_writes.Send(command, Sender, copyQueued: _reader.Lends));
        if (command is Tcp.Write write)
        {
            _reader.Return(write.Data);
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

        SetEnded();
    }
}
