using System.Globalization;

namespace EchoActors.Probing;

/// <summary>How many connections this machine and this process allow.</summary>
internal static class LocalLimits
{
    private const string PortRangeFile = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>
    /// Why so many connections to one address can't be open at once, in a sentence that names the limit, or
    /// <see langword="null"/> if they can.
    /// </summary>
    public static string? Refusal(int connections)
    {
        if (DescriptorLimit.ReadConnections() is { } descriptors && connections > descriptors.Connections)
        {
            return $"this process may open {descriptors.Limit:N0} descriptors (ulimit -n), which leaves {descriptors.Connections:N0} for connections.";
        }

        return LocalPorts() is { } ports && connections > ports
            ? $"this machine has {ports:N0} local ports for connections to one address (net.ipv4.ip_local_port_range)."
            : null;
    }

    private static int? LocalPorts()
    {
        try
        {
            var range = File.ReadAllText(PortRangeFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(range[1], CultureInfo.InvariantCulture) - int.Parse(range[0], CultureInfo.InvariantCulture) + 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // not Linux: the system enforces its own limit
        }
    }
}
