namespace EchoActors.Transport.Direct;

/// <summary>
/// One frame for each thread, into which the connections that it runs read one after another: a chunk is sent back while it is
/// still in the processor's cache, and an idle connection holds no frame.
/// </summary>
internal static class ThreadFrame
{
    [ThreadStatic]
    private static byte[]? _spare;

    /// <summary>Takes this thread's frame, or a new one.</summary>
    public static byte[] Rent(int size)
    {
        var frame = _spare is { } spare && spare.Length == size ? spare : GC.AllocateUninitializedArray<byte>(size);
        _spare = null;
        return frame;
    }

    /// <summary>Makes a frame that nobody holds this thread's.</summary>
    public static void Return(byte[] frame) => _spare = frame;
}
