using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Management.Cluster.Bootstrap;
using Akka.Management.Dsl;

namespace EchoActors.Cli;

/// <summary>
/// The bootstrap of a mesh from the pods that an API server of Kubernetes lists: Akka.Management's coordinator asks each of them at its
/// <see cref="ContactPoint"/>. On where a configuration names a discovery method, as hocon/mesh-kubernetes.conf does.
/// </summary>
internal static class PodDiscovery
{
    private const string Method = "akka.discovery.method";
    private const string Unset = "<method>"; // as Akka's reference has it
    private const string Pods = "kubernetes-pods"; // as hocon/mesh-kubernetes.conf has it

    /// <summary>Whether the node joins by it.</summary>
    public static bool IsOn(Config configuration) => configuration.GetString(Method, Unset) is not (Unset or "");

    /// <summary>Refuses what would fail without an end, or in silence, once the node has started.</summary>
    /// <exception cref="UsageException">Seeds are given as well, there are several nodes, or the process is in no pod.</exception>
    public static void Check(IReadOnlyList<MeshNodeSettings> nodes)
    {
        var node = nodes[0];
        if (!IsOn(node.Configuration))
        {
            return;
        }

        if (nodes.Count > 1 || node.Seeds.Count > 0 || node.Configuration.GetStringList("akka.cluster.seed-nodes", []).Count > 0)
        {
            throw new UsageException($"{Method} discovers the other nodes, and {(nodes.Count > 1 ? "--nodes" : "a seed")} is given: leave one of them out.");
        }

        if (node.Configuration.GetString(Method) == Pods && PodServiceDiscovery.Unavailable() is { } reason)
        {
            throw new UsageException($"{Method} is {Pods}, and {reason}.");
        }
    }

    /// <summary>Answers other nodes, and looks for them until this one has joined.</summary>
    /// <returns>What answers, until it is disposed.</returns>
    /// <exception cref="ClusterBindException">The port for that can't be bound; the message says why.</exception>
    public static async Task<ContactPoint> StartAsync(ActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(ClusterBootstrap.DefaultConfiguration());
        var contactPoint = ContactPoint.Start(Cluster.Get(system), system.Settings.Config.GetInt("akka.management.http.port"));
        var bootstrap = ClusterBootstrap.Get(system);
        _ = bootstrap.Routes(ManagementRouteProviderSettings.Create(contactPoint.Address, readOnly: true)); // tells it which pod is this one
        await bootstrap.Start();
        return contactPoint;
    }
}
