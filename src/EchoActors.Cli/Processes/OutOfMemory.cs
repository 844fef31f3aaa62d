using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace EchoActors.Cli;

/// <summary>
/// Ends the process at once when it has no memory left, with an exit code that makes its supervisor start it again. The supervision
/// of actors would stop one actor, and the process would go on and serve nobody.
/// </summary>
internal static unsafe partial class OutOfMemory
{
    private const int StandardError = 2;

    // Made beforehand: at the end there is no memory to make it.
    private static readonly byte[] Message = "echoactors: out of memory; the process ends.\n"u8.ToArray();

    /// <summary>Ends the process from now on at the first <see cref="OutOfMemoryException"/>, caught or not.</summary>
    public static void EndProcess()
    {
        Marshal.PrelinkAll(typeof(OutOfMemory));
        AppDomain.CurrentDomain.FirstChanceException += End;
    }

    private static void End(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is not OutOfMemoryException)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Environment.FailFast("out of memory");
        }

        fixed (byte* message = Message)
        {
            _ = Write(StandardError, message, Message.Length);
        }

        ExitNow(ExitCode.Failure);
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* text, nint length);

    // Runs no finalizers and handlers, which may need memory.
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
