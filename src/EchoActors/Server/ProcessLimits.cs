using Akka.Event;

namespace EchoActors.Server;

/// <summary>How many clients a server admits: what its options ask for, lowered to what this process can bear.</summary>
internal static class ProcessLimits
{
    /// <summary>
    /// The most clients of a server with <paramref name="options"/>, and why more are refused; each limit that is lowered is a
    /// warning in the log.
    /// </summary>
    public static (int MaxClients, RefusalReason ReasonAtMaximum) Of(EchoServerOptions options, ILoggingAdapter log)
    {
        var (most, reason) = (options.MaxConnections, RefusalReason.ConnectionLimit);
        if (DescriptorLimit.ReadConnections(options.ReservedDescriptors) is { } descriptors && descriptors.Connections < most)
        {
            log.Warning(
                "max-connections is lowered from {Asked} to {Effective}: this process may open {Limit} descriptors (ulimit -n)",
                most,
                descriptors.Connections,
                descriptors.Limit);
            most = descriptors.Connections;
        }

        var memory = MemoryLimit.Read(options.Transport, options.FrameSize);
        if (memory.Connections < most)
        {
            log.Warning(
                "max-connections is lowered from {Asked} to {Effective}: this process may use {Megabytes} MiB of memory",
                most,
                memory.Connections,
                memory.Bytes / (1024 * 1024));
            (most, reason) = (memory.Connections, RefusalReason.MemoryLimit);
        }

        return (most, reason);
    }
}
