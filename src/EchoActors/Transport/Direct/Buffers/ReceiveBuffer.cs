namespace EchoActors.Transport.Direct;

/// <summary>
/// The receive memory of a connection. It is small at first. A chunk that fills it makes it larger; a chunk that fills the larger
/// one replaces it by frames that the thread shares with others (<see cref="ThreadFrame"/>). It shrinks after 16 chunks in a row
/// that would have fitted the next smaller size.
/// </summary>
/// <param name="frameSize">The largest size, in bytes.</param>
internal struct ReceiveBuffer(int frameSize)
{
    /// <summary>The first size, in bytes.</summary>
    public const int SmallSize = 1024;

    private const int LargeSize = 8 * 1024;
    private const int SmallChunksToShrink = 16;

    private int _smallChunks;

    /// <summary>The memory, or null for a connection that reads into frames.</summary>
    public byte[]? Bytes { get; private set; } = Allocate(SmallSize, frameSize);

    /// <summary>Replaces its memory by new memory of the same size. A handler that holds the old memory keeps it.</summary>
    public void Renew() => Use(Bytes!.Length);

    /// <summary>Adapts the size to a chunk of <paramref name="count"/> bytes.</summary>
    /// <returns>Whether <see cref="Bytes"/> changed.</returns>
    public bool Adapt(int count)
    {
        if (Bytes is null)
        {
            return ShrinkAfter(count, LargeSize);
        }

        if (count < Bytes.Length || Bytes.Length == frameSize)
        {
            return Bytes.Length > SmallSize && ShrinkAfter(count, SmallSize);
        }

        Grow(Bytes.Length);
        return true;
    }

    private void Grow(int size)
    {
        if (size < LargeSize)
        {
            Use(LargeSize);
        }
        else
        {
            Bytes = null;
            _smallChunks = 0;
        }
    }

    private bool ShrinkAfter(int count, int size)
    {
        _smallChunks = count > size ? 0 : _smallChunks + 1;
        if (_smallChunks < SmallChunksToShrink)
        {
            return false;
        }

        Use(size);
        return true;
    }

    private void Use(int size)
    {
        _smallChunks = 0;
        Bytes = Allocate(size, frameSize);
    }

    private static byte[] Allocate(int size, int frameSize) => GC.AllocateUninitializedArray<byte>(Math.Min(size, frameSize));
}
