using EchoActors.Cli.Tests.Documents;
using k8s;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace EchoActors.Cli.Tests.Kubernetes;

/// <summary>
/// The files of <c>deploy/kubernetes</c>, decoded strictly: with the API's own types (KubernetesClient), and with what is used of
/// kustomize and of the Prometheus operator. A key that is not known is refused.
/// </summary>
internal static class Manifests
{
    private const string Folder = "deploy/kubernetes";

    private static readonly IDeserializer Strict = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    /// <summary>The folders that <c>kubectl apply -k</c> takes.</summary>
    public static IReadOnlyList<string> Kustomizations { get; } =
        [.. RepositoryFiles.Below(Folder).Where(file => Path.GetFileName(file) == "kustomization.yaml").Select(file => Path.GetDirectoryName(file)!)];

    /// <summary>Every object that <c>kubectl apply -k</c> makes of a folder.</summary>
    public static IReadOnlyList<object> Of(string folder)
    {
        var kustomization = Strict.Deserialize<Kustomization>(RepositoryFiles.Read($"{folder}/kustomization.yaml"));
        return [.. kustomization.Resources.SelectMany(resource => resource.EndsWith(".yaml", StringComparison.Ordinal)
            ? InFile($"{folder}/{resource}")
            : Of(Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(Path.Combine(RepositoryFiles.Root, folder, resource)))))];
    }

    private static IEnumerable<object> InFile(string file) => RepositoryFiles.Read(file).Split("\n---\n").SelectMany(document =>
        document.Contains("\nkind: ServiceMonitor\n", StringComparison.Ordinal)
            ? [Strict.Deserialize<ServiceMonitor>(document)]
            : KubernetesYaml.LoadAllFromString(document, strict: true));

    internal sealed class Kustomization
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public List<string> Resources { get; set; } = [];

        public List<Image> Images { get; set; } = [];
    }

    internal sealed class Image
    {
        public string Name { get; set; } = "";

        public string NewName { get; set; } = "";

        public string NewTag { get; set; } = "";
    }

    internal sealed class ServiceMonitor
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public Metadata Metadata { get; set; } = new();

        public MonitorSpec Spec { get; set; } = new();
    }

    internal sealed class Metadata
    {
        public string Name { get; set; } = "";

        public Dictionary<string, string> Labels { get; set; } = [];
    }

    internal sealed class MonitorSpec
    {
        public Selector Selector { get; set; } = new();

        public List<MonitorEndpoint> Endpoints { get; set; } = [];
    }

    internal sealed class Selector
    {
        public Dictionary<string, string> MatchLabels { get; set; } = [];
    }

    internal sealed class MonitorEndpoint
    {
        public string Port { get; set; } = "";

        public string Path { get; set; } = "";

        public string Interval { get; set; } = "";
    }
}
