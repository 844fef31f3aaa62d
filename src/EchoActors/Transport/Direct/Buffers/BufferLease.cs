using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>The buffer lease of a connection's handler: at most one chunk, and the frame in which it lies.</summary>
internal struct BufferLease
{
    private ByteString? _lent;
    private byte[]? _frame;

    /// <summary>Lends the beginning of a frame.</summary>
    public Tcp.Received LendFrame(byte[] frame, int count)
    {
        var chunk = ThreadFrame.Chunk(frame, count);
        (_lent, _frame) = (chunk.Data, frame);
        return chunk;
    }

    /// <summary>The handler has returned <paramref name="data"/>, if that is what is lent: its frame goes to this thread.</summary>
    public void Return(ByteString data)
    {
        if (ReferenceEquals(data, _lent))
        {
            ThreadFrame.Return(_frame!);
            this = default;
        }
    }

    /// <summary>Leaves what is lent to the handler: it is not received into any more.</summary>
    public void Forget() => this = default;
}
