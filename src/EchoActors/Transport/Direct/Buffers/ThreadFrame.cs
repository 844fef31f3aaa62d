using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>
/// One frame for each thread, into which the connections that it runs read one after another: a chunk is sent back while it is
/// still in the processor's cache, and an idle connection holds no frame.
/// </summary>
internal static class ThreadFrame
{
    [ThreadStatic]
    private static byte[]? _spare;

    // Of a frame of this thread: told again while chunks are as long.
    [ThreadStatic]
    private static Tcp.Received? _last;

    [ThreadStatic]
    private static byte[]? _frameOfLast;

    /// <summary>Takes this thread's frame, or a new one, of at least <paramref name="size"/> bytes.</summary>
    public static byte[] Rent(int size)
    {
        var frame = _spare is { } spare && spare.Length >= size ? spare : GC.AllocateUninitializedArray<byte>(size);
        _spare = null;
        return frame;
    }

    /// <summary>Makes a frame that nobody holds this thread's.</summary>
    public static void Return(byte[] frame) => _spare = frame;

    /// <summary>The first <paramref name="count"/> bytes of <paramref name="frame"/> as a chunk, which the frame may be returned after.</summary>
    public static Tcp.Received Chunk(byte[] frame, int count)
    {
        if (_last is not { } last || last.Data.Count != count || _frameOfLast != frame)
        {
            _last = last = new Tcp.Received(ByteString.FromBytes(frame, 0, count));
            _frameOfLast = frame;
        }

        return last;
    }
}
