using System.Runtime.InteropServices;

namespace EchoActors.Transport;

/// <summary>A second descriptor of the same open file: <c>F_DUPFD_CLOEXEC</c> of fcntl(2). Linux only.</summary>
internal static partial class DescriptorDuplicate
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC

    /// <summary>The lowest free descriptor, open on what <paramref name="descriptor"/> is; negative where there is none.</summary>
    public static int Of(int descriptor) => Control(descriptor, DuplicateCloseOnExec, leastDescriptor: 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int leastDescriptor);
}
