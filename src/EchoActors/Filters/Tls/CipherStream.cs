using System.Threading.Tasks.Sources;
using Akka.IO;

namespace EchoActors.Filters.Tls;

/// <summary>
/// The encrypted side of an <see cref="System.Net.Security.SslStream"/>, in memory. A read that finds nothing waits without a
/// thread, and goes on inside <see cref="Feed"/>, on the thread that brings the bytes. What is written collects until it is taken.
/// </summary>
/// <remarks>Used by one filter, which handles one message at a time: it takes no lock.</remarks>
internal sealed class CipherStream : Stream, IValueTaskSource<int>
{
    // RFC 8446, section 5.2, and RFC 5246, section 6.2.3: header, nonce, padding and authentication of a record, at most.
    private const int LargestRecord = 16 * 1024;
    private const int RecordOverhead = 96;

    private ManualResetValueTaskSourceCore<int> _waiting;
    private Memory<byte> _destination; // of the read that waits
    private ByteString _input = ByteString.Empty;
    private int _inputTaken;
    private byte[] _output = [];
    private int _outputCount;
    private bool _hasEnded;

    /// <summary>Whether a read waits for <see cref="Feed"/>.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Whether a read has met the end of the input.</summary>
    public bool HasReadEnd { get; private set; }

    /// <summary>How many bytes wait to be taken.</summary>
    public int OutputCount => _outputCount;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private int InputLeft => _input.Count - _inputTaken;

    /// <summary>Adds input. Everything that waits for it runs before this returns.</summary>
    public void Feed(ByteString input)
    {
        _input = InputLeft == 0 ? input : _input.Slice(_inputTaken) + input;
        _inputTaken = 0;
        GoOn();
    }

    /// <summary>The input has ended.</summary>
    public void FeedEnd()
    {
        _hasEnded = true;
        GoOn();
    }

    /// <summary>Makes room for what <paramref name="count"/> bytes become when they are encrypted.</summary>
    public void Reserve(int count)
    {
        var needed = _outputCount + count + (((count / LargestRecord) + 1) * RecordOverhead);
        if (_output.Length < needed)
        {
            Grow(needed);
        }
    }

    /// <summary>Takes what was written, with its memory.</summary>
    public ByteString TakeOutput()
    {
        var taken = ByteString.FromBytes(_output, 0, _outputCount);
        (_output, _outputCount) = ([], 0);
        return taken;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (InputLeft > 0 || _hasEnded)
        {
            return new(Take(buffer.Span));
        }

        IsWaiting = true;
        _destination = buffer;
        _waiting.Reset();
        return new(this, _waiting.Version);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reading would block.");

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_output.Length - _outputCount < buffer.Length)
        {
            Grow(Math.Max(_outputCount + buffer.Length, 2 * _output.Length));
        }

        buffer.CopyTo(_output.AsSpan(_outputCount));
        _outputCount += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _waiting.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _waiting.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiting.OnCompleted(continuation, state, token, flags);

    private void GoOn()
    {
        if (IsWaiting)
        {
            IsWaiting = false;
            var taken = Take(_destination.Span);
            _destination = default;
            _waiting.SetResult(taken);
        }
    }

    private int Take(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, InputLeft);
        _input.ToReadOnlySpan().Slice(_inputTaken, count).CopyTo(destination);
        _inputTaken += count;
        HasReadEnd |= _hasEnded && count == 0 && !destination.IsEmpty;
        if (InputLeft == 0)
        {
            (_input, _inputTaken) = (ByteString.Empty, 0);
        }

        return count;
    }

    private void Grow(int size)
    {
        var larger = GC.AllocateUninitializedArray<byte>(size);
        _output.AsSpan(0, _outputCount).CopyTo(larger);
        _output = larger;
    }
}
