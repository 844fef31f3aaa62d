namespace EchoActors.Probing.Check.Parts;

/// <summary>Random bytes without end.</summary>
internal sealed class RandomStream : Stream
{
    // An odd length, so that a chunk that is lost or doubled shows.
    private readonly byte[] _bytes = new byte[1_000_003];
    private int _position;

    public RandomStream() => Random.Shared.NextBytes(_bytes);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _bytes.Length - _position);
        _bytes.AsSpan(_position, count).CopyTo(buffer);
        _position = (_position + count) % _bytes.Length;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
