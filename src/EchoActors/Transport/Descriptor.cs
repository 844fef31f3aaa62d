using System.Runtime.InteropServices;

namespace EchoActors.Transport;

/// <summary>An open file descriptor. It is closed when it is disposed of and no call uses it any more.</summary>
internal sealed partial class Descriptor : SafeHandle
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC of fcntl(2), Linux only

    /// <summary>Takes over <paramref name="number"/>, which is open.</summary>
    public Descriptor(int number)
        : base(invalidHandleValue: -1, ownsHandle: true) => SetHandle(number);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>Its number, for calls of the thread that alone closes it.</summary>
    public int Number => (int)handle;

    /// <summary>A second one of the same open file; invalid where there is none. Linux only.</summary>
    public static Descriptor DuplicateOf(int number) => new(Control(number, DuplicateCloseOnExec, leastDescriptor: 0));

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int leastDescriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
