using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks;

/// <summary>A measurement could not be made, or a byte came back wrong. The message is one message.</summary>
internal sealed class LoadException(string message) : Exception(message)
{
    internal static LoadException From(string call)
    {
        var error = errno;
        return new LoadException($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)} ({error}).");
    }
}
