using System.Globalization;
using Akka.Configuration;
using EchoActors.Configuration;

namespace EchoActors.Cli;

/// <summary>From flags and files to the settings of each node.</summary>
internal static class MeshConfiguration
{
    private static readonly HostPort FreeLoopbackPort = new("127.0.0.1", 0);

    /// <summary><c>hocon/mesh.conf</c>, which travels inside the program.</summary>
    public static Config Default { get; } = ReferenceConfig.Read(typeof(MeshConfiguration).Assembly, "EchoActors.Cli.mesh.conf");

    /// <summary>One node, with what the flags say of remoting put into its HOCON.</summary>
    public static MeshNodeSettings One(MeshNodeSettings node)
    {
        var tcp = new List<string>();
        if (node.Cluster is { } cluster)
        {
            tcp.Add($"hostname = \"{cluster.Host}\"");
            tcp.Add($"port = {cluster.Port}");
        }

        if (node.PublicHost is { } publicHost)
        {
            tcp.Add($"public-hostname = \"{publicHost}\"");
        }

        return node with
        {
            Configuration = ConfigurationFactory
                .ParseString($"akka.remote.dot-netty.tcp {{ {string.Join(", ", tcp)} }}")
                .WithFallback(node.Configuration),
        };
    }

    /// <summary>
    /// Several nodes for one process, on loopback and free ports; each but the first joins by the first. The more there are,
    /// the less often they replicate: every second up to 22, every 5 s from 50 on.
    /// </summary>
    public static IReadOnlyList<MeshNodeSettings> Several(MeshNodeSettings node, int count)
    {
        // At this interval every row goes to all other nodes. In one process that work grows with the square of their number. A row
        // that is older than three intervals and 2 s would count as stale.
        var gossip = TimeSpan.FromMilliseconds(Math.Clamp(2 * count * count, 1000, 5000));
        var configuration = ConfigurationFactory
            .ParseString($"akka.cluster.distributed-data.gossip-interval = {gossip.TotalMilliseconds:0}ms")
            .WithFallback(node.Configuration);
        var digits = new string('0', count.ToString(CultureInfo.InvariantCulture).Length);
        return [.. Enumerable.Range(1, count).Select(number => One(node with
        {
            Configuration = configuration,
            Cluster = FreeLoopbackPort,
            Server = node.Server with { Listen = [FreeLoopbackPort] },
            Mesh = node.Mesh with { Name = "node-" + number.ToString(digits, CultureInfo.InvariantCulture) },
        }))];
    }
}
