namespace EchoActors.Probing.Check;

/// <summary>The names of the parts, as a command line and a report have them.</summary>
public static class PartNames
{
    /// <summary>Name resolution.</summary>
    public const string Resolve = "resolve";

    /// <summary>Connections of each address family.</summary>
    public const string Connect = "connect";

    /// <summary>The handshake of TLS, of a <c>tls://</c> target.</summary>
    public const string Tls = "tls";

    /// <summary>A message and its echo.</summary>
    public const string Echo = "echo";

    /// <summary>Messages from 1 B to 256 KiB.</summary>
    public const string Sizes = "sizes";

    /// <summary>The end of one direction.</summary>
    public const string HalfClose = "half-close";

    /// <summary>Many source ports.</summary>
    public const string Flows = "flows";

    /// <summary>Many connections at once.</summary>
    public const string Burst = "burst";

    /// <summary>A stream each way.</summary>
    public const string Throughput = "throughput";

    /// <summary>Connections that say nothing for a while.</summary>
    public const string Idle = "idle";

    /// <summary>What the kernel has counted over all parts.</summary>
    public const string TcpInfo = "tcp-info";

    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<string> All { get; } = [Resolve, Connect, Tls, Echo, Sizes, HalfClose, Flows, Burst, Throughput, Idle, TcpInfo];
}
