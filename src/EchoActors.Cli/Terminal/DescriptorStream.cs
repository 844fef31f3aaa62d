using System.Runtime.InteropServices;

namespace EchoActors.Cli;

/// <summary>
/// A standard stream as write(2) writes it. The console's own stream hides that the reader of a pipe has gone, and a
/// <see cref="FileStream"/> keeps a position of its own, so that it overwrites what others write to the same file.
/// </summary>
internal sealed partial class DescriptorStream(int descriptor) : Stream
{
    private const int InterruptedCall = 4; // EINTR
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const short Writable = 4; // POLLOUT

    private static readonly int WouldBlock = OperatingSystem.IsLinux() ? 11 : 35; // EAGAIN

    private readonly bool _wasInherited = WasInherited(descriptor);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>
    /// Whether the process was started with this descriptor open. An inherited descriptor has no close-on-exec flag; what
    /// the runtime opens has it, and takes the number of a standard stream that was closed.
    /// </summary>
    public static bool WasInherited(int descriptor) =>
        OperatingSystem.IsWindows() || (Control(descriptor, GetFlags) is var flags and >= 0 && (flags & CloseOnExec) == 0);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="IOException">The system refused the bytes: the disk is full, the reader has gone, or it was closed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_wasInherited)
        {
            throw new IOException("it is closed");
        }

        while (!buffer.IsEmpty)
        {
            buffer = buffer[WriteSome(buffer)..];
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => Write(buffer.Span), cancellationToken)); // a pipe that is full blocks

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int WriteSome(ReadOnlySpan<byte> buffer)
    {
        var written = Write(descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
        if (written >= 0)
        {
            return (int)written;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == WouldBlock)
        {
            _ = Poll([new PollDescriptor { Descriptor = descriptor, Events = Writable }], 1, Timeout.Infinite);
        }
        else if (error != InterruptedCall)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }

        return 0;
    }

    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, in byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll([In] PollDescriptor[] descriptors, nuint count, int timeout);
}
