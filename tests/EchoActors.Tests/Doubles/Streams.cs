namespace EchoActors.Tests.Doubles;

/// <summary>An output that takes its turn with everything else before it takes each piece.</summary>
public sealed class SlowStream : MemoryStream
{
    public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Write(buffer, offset, count);
    }
}

/// <summary>An output that has no room.</summary>
public sealed class FullDiskStream : MemoryStream
{
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        throw new IOException("No space left on device");
}

/// <summary>An input that has nothing yet and does not end.</summary>
public sealed class NeverEndingStream : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(new TaskCompletionSource<int>().Task);
}
