using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>
/// <c>deploy/compose.yaml</c>, with what the Compose Specification has of it; a key that is not here is refused.
/// </summary>
internal sealed class ComposeFile
{
    [YamlMember(Alias = "x-node", ApplyNamingConventions = false)]
    public Service? Node { get; set; }

    public Dictionary<string, Service> Services { get; set; } = [];

    public Dictionary<string, object> Networks { get; set; } = [];

    public static ComposeFile Read() => new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
        .Deserialize<ComposeFile>(new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(new StringReader(RepositoryFiles.Read("deploy/compose.yaml")))));

    internal sealed class Service
    {
        public string? Image { get; set; }

        public Build? Build { get; set; }

        public List<string> Networks { get; set; } = [];

        public string? Restart { get; set; }

        public string? StopGracePeriod { get; set; }

        public bool ReadOnly { get; set; }

        public List<string> CapDrop { get; set; } = [];

        public List<string> SecurityOpt { get; set; } = [];

        public string? Hostname { get; set; }

        public List<string> Command { get; set; } = [];

        public List<string> Ports { get; set; } = [];
    }

    internal sealed class Build
    {
        public string? Context { get; set; }

        public string? Dockerfile { get; set; }
    }
}
