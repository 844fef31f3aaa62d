using EchoActors.Cli.Tests.Documents;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Kubernetes;

/// <summary>Discovery where there is nothing to discover, or where the others are named already.</summary>
[Collection(InProcess.Name)]
public sealed class PodDiscoveryTests
{
    [Theory]
    [InlineData("--cluster 127.0.0.1:0", "akka.discovery.method is kubernetes-pods, and this process is in no pod: KUBERNETES_SERVICE_HOST is not set.")]
    [InlineData("--cluster 127.0.0.1:0 --seed 127.0.0.1:1", "akka.discovery.method discovers the other nodes, and a seed is given: leave one of them out.")]
    [InlineData("--nodes 2", "akka.discovery.method discovers the other nodes, and --nodes is given: leave one of them out.")]
    public async Task A_node_that_can_not_discover_says_why(string words, string message)
    {
        var configuration = Path.Combine(RepositoryFiles.Root, "hocon", "mesh-kubernetes.conf");

        var run = await InProcess.RunAsync(["mesh", "--config", configuration, "--admin", "off", .. words.Split(' ')]);

        Assert.Equal((2, $"echoactors mesh: {message}\nTry 'echoactors mesh --help'.\n"), (run.ExitCode, run.Error));
    }
}
