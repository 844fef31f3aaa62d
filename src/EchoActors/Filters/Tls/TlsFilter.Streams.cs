using System.Security.Authentication;
using Akka.IO;
using EchoActors.Transport.Direct;

namespace EchoActors.Filters.Tls;

// Reading, writing and the end of both.
internal sealed partial class TlsFilter
{
    protected override void Resume()
    {
        if (_isReading || _peerHasEnded)
        {
            return;
        }

        _lease.Forget(); // what the handler has not returned, it keeps
        _isReading = true;
        _read = _ssl.ReadAsync(Memory<byte>.Empty); // waits without a buffer
        ContinueReading();
    }

    protected override void Release() => _ssl.Dispose();

    private void ContinueReading()
    {
        try
        {
            while (_isReading && _read.IsCompleted)
            {
                var count = _read.GetAwaiter().GetResult();
                if (_frame is null)
                {
                    _frame = ThreadFrame.Rent(_frameSize);
                    _read = _ssl.ReadAsync(_frame);
                }
                else
                {
                    _isReading = false;
                    HandleRead(count);
                }
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or InvalidOperationException)
        {
            Break(_end.ExplainBreak(e, _cipher.HasReadEnd, _hasReceived));
            return;
        }

        Exchange(); // a read may answer a key update
    }

    private void HandleRead(int count)
    {
        var frame = _frame!;
        _frame = null;
        if (count == 0)
        {
            ThreadFrame.Return(frame);
            EndOfStream();
        }
        else if (HandlerBorrows)
        {
            _hasReceived = true;
            Deliver(_lease.LendFrame(frame, count));
        }
        else
        {
            _hasReceived = true;
            var copy = ByteString.CopyFrom(frame, 0, count);
            ThreadFrame.Return(frame);
            Deliver(new Tcp.Received(copy));
        }
    }

    private void EndOfStream()
    {
        _peerHasEnded = true;
        if (_cipher.HasReadEnd)
        {
            Break(_hasReceived ? TlsEnd.Truncated : _end.LeftAtOnce);
        }
        else if (_close is Tcp.ConfirmedClose)
        {
            Below.Tell(Tcp.Close.Instance, this);
        }
        else if (_close is null)
        {
            base.HandleEvent(Tcp.PeerClosed.Instance);
        }
    }

    private void Break(TlsFailure failure)
    {
        Flush(ack: null); // the alert, as far as it gets
        Below.Tell(Tcp.Abort.Instance, this);
        End(failure);
    }

    private void End(TlsFailure failure)
    {
        Facts.Failure = (failure.End, failure.Message);
        End(new Tcp.ErrorClosed(failure.Message));
    }

    private void Write(Tcp.Write write)
    {
        var data = write.Data.ToReadOnlySpan();
        var refusal = _close is not null ? Closing : _maxQueued >= 0 && _queued + data.Length > _maxQueued ? QueueFull : null;
        if (refusal is not null)
        {
            Sender.Tell(new Tcp.CommandFailed(write, refusal), this);
            return;
        }

        _queued += data.Length;
        while (data.Length > FlushSize)
        {
            _cipher.Reserve(FlushSize);
            _ssl.Write(data[..FlushSize]);
            Flush(ack: null);
            data = data[FlushSize..];
        }

        _cipher.Reserve(data.Length);
        _ssl.Write(data); // into memory: it never waits
        Flush(new Written(write, Sender));
        _lease.Return(write.Data);
    }

    private void Close(Tcp.CloseCommand close)
    {
        if (_close is not null) // under way
        {
            return;
        }

        _close = close;
        NoteCloser();
        _ssl.ShutdownAsync().GetAwaiter().GetResult(); // writes close_notify into memory: it never waits
        Flush(ack: null);
        if (close is not Tcp.ConfirmedClose || _peerHasEnded)
        {
            Below.Tell(Tcp.Close.Instance, this);
        }
    }

    private void Exchange()
    {
        Flush(ack: null);
        if (_cipher.IsWaiting && !_hasAsked)
        {
            _hasAsked = true;
            AskForMore();
        }
    }

    private void Flush(Written? ack)
    {
        if (_cipher.OutputCount > 0 || ack is not null)
        {
            var output = _cipher.TakeOutput();
            if (_end.IsServer)
            {
                _handshake?.NoteServerBytes(output);
            }

            Below.Tell(ack is null ? Tcp.Write.Create(output) : Tcp.Write.Create(output, ack), this);
        }
    }
}
