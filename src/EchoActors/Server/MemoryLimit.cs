using EchoActors.Transport;

namespace EchoActors.Server;

/// <summary>
/// How much memory the garbage collector may use: three quarters of a container's limit, <c>DOTNET_GCHeapHardLimit</c>, or the
/// machine's memory.
/// </summary>
internal static class MemoryLimit
{
    // The memory of a client that sends now and then, measured in a container of 256 MiB and rounded up
    // (docs/reliability.md). With Akka.IO its receive buffer, one frame, comes on top.
    private const int AkkaIoConnection = 16 * 1024;
    private const int DirectConnection = 12 * 1024;

    // The memory of a server without clients, its admin address included.
    private const int Program = 16 * 1024 * 1024;

    /// <summary>
    /// How many connections fit into three quarters of what the program leaves; the rest is for garbage that the collector has not
    /// found yet, and for clients with more bytes outstanding than others.
    /// </summary>
    public static (long Bytes, int Connections) Read(EchoTransport transport, int frameSize)
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var connection = transport == EchoTransport.Direct ? DirectConnection : AkkaIoConnection + frameSize;
        return (available, (int)Math.Clamp((available - Program) / 4 * 3 / connection, 1, int.MaxValue));
    }
}
