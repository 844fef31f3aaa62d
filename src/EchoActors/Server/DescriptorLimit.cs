using System.Globalization;

namespace EchoActors.Server;

/// <summary>How many descriptors (sockets and files) this process may have open: <c>RLIMIT_NOFILE</c> of getrlimit(2).</summary>
internal static class DescriptorLimit
{
    // The descriptors of the runtime and the log: counted, and doubled.
    private const int Reserve = 64;

    /// <summary>How many connections fit below the limit beside what is open already, or null where the system doesn't say.</summary>
    /// <param name="reserved">Descriptors for other parts of the process, besides the runtime and the log.</param>
    public static (int Limit, int Connections)? Read(int reserved = 0)
    {
        try
        {
            var line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = line["Max open files".Length..].TrimStart().Split(' ', 2)[0];
            if (!int.TryParse(soft, CultureInfo.InvariantCulture, out var limit))
            {
                return null; // "unlimited"
            }

            var open = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
            return (limit, Math.Max(1, limit - open - Reserve - reserved));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null; // not Linux: the system enforces its own limit
        }
    }
}
