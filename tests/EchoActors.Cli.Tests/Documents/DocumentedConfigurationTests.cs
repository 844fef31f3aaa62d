using System.Text.RegularExpressions;
using Akka.Configuration;
using EchoActors.Admin;
using EchoActors.Client;
using EchoActors.Mesh;
using EchoActors.Server;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>Every file of <c>hocon/</c>, and every piece of HOCON that a document shows, is read and checked as the commands do.</summary>
public sealed partial class DocumentedConfigurationTests
{
    [Fact]
    public void Every_file_of_hocon_is_read_without_a_complaint() =>
        Assert.All(RepositoryFiles.Below("hocon"), file => Bind(Path.Combine(RepositoryFiles.Root, file)));

    [Fact]
    public void Every_file_of_hocon_is_run_by_a_command()
    {
        var run = DocumentedCommand.All.Where(command => !command.IsFragment).SelectMany(command => command.Arguments).ToHashSet();

        // The systemd unit runs mesh.conf, and so does every mesh without a file; the pods of DiscoveryTests run mesh-kubernetes.conf.
        Assert.Equal(RepositoryFiles.Below("hocon").Except(["hocon/mesh.conf", "hocon/mesh-kubernetes.conf"]), RepositoryFiles.Below("hocon").Where(run.Contains));
    }

    [Fact]
    public void HOCON_that_a_document_shows_is_read_without_a_complaint()
    {
        var blocks = RepositoryFiles.Documents.SelectMany(document => CodeBlock().Matches(RepositoryFiles.Read(document))).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            var file = Path.GetTempFileName();
            try
            {
                File.WriteAllText(file, block);
                Bind(file);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    private static void Bind(string file)
    {
        Config configuration = ConfigurationFiles.Read([file]);
        EchoServerOptions.FromConfig(configuration);
        EchoClientOptions.FromConfig(configuration);
        AdminOptions.FromConfig(configuration);
        MeshOptions.FromConfig(configuration);
    }

    [GeneratedRegex(@"^```(?:hocon)?\n((?:echoactors|akka)[a-z.-]* *[{=](?:.*\n)+?)```", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
