using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace EchoActors.Cli;

/// <summary>
/// What happens when memory ends: the process does, at once, with an exit code that has its supervisor start it again. An actor's
/// supervision would take the exception for its actor's alone, and the process would live on and serve nobody.
/// </summary>
internal static unsafe partial class OutOfMemory
{
    private const int StandardError = 2;

    // All that is needed is made beforehand: there is no memory left for more.
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

    // Without finalizers and handlers, which may want memory.
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
