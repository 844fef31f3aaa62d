using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>The buffer lease of a connection's handler: at most one chunk, and the frame in which it lies, if it lies in one.</summary>
internal struct BufferLease
{
    private ByteString? _lent;
    private byte[]? _frame;
    private Tcp.Received? _last; // of the connection's own buffer: told again while chunks are as long

    /// <summary>Whether a chunk is lent.</summary>
    public readonly bool IsOut => _lent is not null;

    /// <summary>Lends the beginning of the connection's own buffer.</summary>
    public Tcp.Received Lend(byte[] buffer, int count)
    {
        if (_last?.Data.Count != count)
        {
            _last = new Tcp.Received(ByteString.FromBytes(buffer, 0, count));
        }

        _lent = _last.Data;
        return _last;
    }

    /// <summary>Lends the beginning of a frame.</summary>
    public Tcp.Received LendFrame(byte[] frame, int count)
    {
        _frame = frame;
        _lent = ByteString.FromBytes(frame, 0, count);
        return new Tcp.Received(_lent);
    }

    /// <summary>The handler has returned <paramref name="data"/>, if that is what is lent: its frame goes to this thread.</summary>
    public void Return(ByteString data)
    {
        if (!ReferenceEquals(data, _lent))
        {
            return;
        }

        _lent = null;
        if (_frame is not null)
        {
            ThreadFrame.Return(_frame);
            _frame = null;
        }
    }

    /// <summary>Leaves what is lent to the handler: it is not received into any more.</summary>
    public void Forget() => this = default;
}
