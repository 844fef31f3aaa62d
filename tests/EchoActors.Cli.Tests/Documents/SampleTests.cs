using System.Reflection;
using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>The samples run, and the code that a README shows is a sample's.</summary>
public sealed partial class SampleTests
{
    private const string Host = "host";

    [Fact]
    public void Code_of_a_readme_is_a_file_of_a_sample()
    {
        var samples = RepositoryFiles.Below("samples").Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).Select(RepositoryFiles.Read).ToList();
        foreach (var document in RepositoryFiles.PackageReadmes.Append("README.md"))
        {
            Assert.All(CodeBlock().Matches(RepositoryFiles.Read(document)).Select(match => match.Groups[1].Value), code => Assert.Contains(code, samples));
        }

        Assert.NotEmpty(CodeBlock().Matches(RepositoryFiles.Read("README.md")));
    }

    [SkippableFact]
    public async Task The_client_actor_gets_its_greeting_back_from_the_hosted_server()
    {
        var unavailable = await DocumentNetwork.UnavailableAsync();
        Skip.If(unavailable is not null, unavailable);
        await using var network = await DocumentNetwork.StartAsync([Host]); // both have the port of the README
        await using var server = network.Start(Host, $"exec {Sample("HostedServer")}");
        await server.Output.LineWithAsync("listening on 127.0.0.1:3000");

        var client = await network.RunAsync(Host, Sample("ClientActor"));

        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        Assert.Contains("echoed: helloworld", client.Output);
        Assert.Contains("ended: Identical", client.Output);
        server.Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    private static string Sample(string name)
    {
        var output = typeof(SampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "EchoActors.Output").Value!;
        return $"{EchoActorsProcess.Host} {Path.Combine(RepositoryFiles.Root, "samples", name, output, $"{name}.dll")}";
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
