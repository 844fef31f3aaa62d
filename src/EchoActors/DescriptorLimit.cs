using System.Globalization;

namespace EchoActors;

/// <summary>How many descriptors (sockets and files) this process may have open: <c>RLIMIT_NOFILE</c> of getrlimit(2).</summary>
internal static class DescriptorLimit
{
    // The descriptors of the runtime and the log: counted, and doubled.
    private const int Reserve = 64;

    /// <summary>The limit, or null where there is none or the system doesn't say.</summary>
    public static int? Read()
    {
        try
        {
            var line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = line["Max open files".Length..].TrimStart().Split(' ', 2)[0];
            return int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : null; // "unlimited"
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null; // not Linux: the system enforces its own limit
        }
    }

    /// <summary>How many connections fit below the limit beside what is open already, or null where there is no limit.</summary>
    /// <param name="reserved">What is kept for others in the process, besides what the runtime and the log need.</param>
    public static (int Limit, int Connections)? ReadConnections(int reserved = 0) => Read() is { } limit
        ? (limit, Math.Max(1, limit - Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - Reserve - reserved))
        : null;

    /// <summary>
    /// The lowest descriptor that no connection may keep. The kernel gives out the lowest one that is free, so that as many as lie
    /// above it stay free for the runtime, which aborts when it can't start a thread for want of one.
    /// </summary>
    public static int ReadFirstReserved() => Read() - (Reserve / 2) ?? int.MaxValue;
}
