using System.Runtime.InteropServices;

namespace EchoActors.Transport.Direct;

/// <summary>An open file descriptor. It is closed when it is disposed of and no call uses it any more.</summary>
internal sealed partial class Descriptor : SafeHandle
{
    /// <summary>Takes over <paramref name="number"/>, which is open.</summary>
    public Descriptor(int number)
        : base(invalidHandleValue: -1, ownsHandle: true) => SetHandle(number);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>Its number, for calls of the thread that alone closes it.</summary>
    public int Number => (int)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
