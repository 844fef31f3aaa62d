using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>The files of <c>deploy/</c> are decoded strictly, and what they run is run, on hosts of its own.</summary>
public sealed partial class DeploymentTests(DeploymentTests.Hosts hosts) : IClassFixture<DeploymentTests.Hosts>
{
    private const string Image = "image";
    private const string Bare = "bare";
    private const string Kubelet = "kubelet";

    /// <summary>A host for each deployment.</summary>
    public sealed class Hosts : IAsyncLifetime
    {
        internal DocumentNetwork? Network { get; private set; }

        internal string? Unavailable { get; private set; }

        public async Task InitializeAsync()
        {
            Unavailable = await DocumentNetwork.UnavailableAsync();
            if (Unavailable is null)
            {
                Network = await DocumentNetwork.StartAsync([Image, Bare, Kubelet, "echo-1", "echo-1.example"]);
            }
        }

        public async Task DisposeAsync() => await (Network?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private DocumentNetwork Network
    {
        get
        {
            Skip.If(hosts.Unavailable is not null, hosts.Unavailable);
            return hosts.Network!;
        }
    }

    [Fact]
    public void Every_deployment_file_has_a_test() => Assert.Equal(
        [
            "deploy/Dockerfile", "deploy/compose.yaml", "deploy/echoactors-mesh.service", "deploy/grafana/echoactors.json", "deploy/healthcheck",
            "deploy/kubernetes/base/access.yaml", "deploy/kubernetes/base/kustomization.yaml", "deploy/kubernetes/base/network-policy.yaml",
            "deploy/kubernetes/base/service.yaml", "deploy/kubernetes/daemonset/daemonset.yaml", "deploy/kubernetes/daemonset/kustomization.yaml",
            "deploy/kubernetes/monitoring/kustomization.yaml", "deploy/kubernetes/monitoring/service-monitor.yaml",
            "deploy/kubernetes/statefulset/kustomization.yaml", "deploy/kubernetes/statefulset/statefulset.yaml", "deploy/prometheus/check", "deploy/prometheus/echoactors.rules.test.yml",
            "deploy/prometheus/echoactors.rules.yml", "deploy/prometheus/prometheus.yml", "deploy/public-api", "deploy/release",
            "deploy/release-check",
        ],
        RepositoryFiles.Below("deploy"));

    [Fact]
    public void The_image_is_made_of_files_that_exist_and_that_publishing_makes()
    {
        Assert.All(Dockerfile.Copied, file => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, file)), file));
        Assert.Equal(["dotnet", Path.GetFileName(EchoActorsProcess.Assembly)], Dockerfile.Entrypoint);

        // The image that the SDK makes by itself serves the same.
        var project = RepositoryFiles.Read("src/EchoActors.Cli/EchoActors.Cli.csproj");
        Assert.Contains($"<ContainerPort Include=\"{string.Join(';', Dockerfile.Ports)}\"", project);
        Assert.Contains($"<ContainerDefaultArgs Include=\"{string.Join(';', Dockerfile.Command)}\"", project);
    }

    [SkippableFact]
    public async Task The_image_serves_and_its_health_check_tells_when_it_does_not()
    {
        var check = string.Join(' ', Dockerfile.HealthCheck);
        await using var container = Network.Start(Image, string.Join(' ', ["exec", .. Dockerfile.Entrypoint, .. Dockerfile.Command]));
        await container.ListensAsync();

        Assert.Equal(0, (await Network.RunAsync(Image, check)).ExitCode);

        container.Signal(RunningProcess.StopSignal);
        Assert.Equal(1, (await Network.RunAsync(Image, check)).ExitCode);
        container.Signal(RunningProcess.ContinueSignal);
        container.Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await container.ExitCodeAsync());
        Assert.Equal(1, (await Network.RunAsync(Image, check)).ExitCode);
    }

    [SkippableFact]
    public async Task The_health_check_asks_for_an_echo_where_there_is_no_admin_address()
    {
        await using var echo = Network.Start(Bare, "exec socat -d -d TCP-LISTEN:3000 EXEC:cat");
        await echo.Error.LineWithAsync("listening on");

        Assert.Equal(0, (await Network.RunAsync(Bare, string.Join(' ', Dockerfile.HealthCheck))).ExitCode);
    }

    [Fact]
    public void Compose_describes_three_nodes_that_differ_in_their_name_alone()
    {
        var compose = ComposeFile.Read();

        Assert.Equal(["echo-1", "echo-2", "echo-3"], compose.Services.Keys);
        Assert.All(compose.Services, service =>
        {
            Assert.Equal(service.Key, service.Value.Hostname);
            Assert.Equal(compose.Services["echo-1"].Command, service.Value.Command.Select((word, index) => index is 2 or 6 ? "echo-1" : word));
            Assert.Equal(("on-failure", true, "deploy/Dockerfile"), (service.Value.Restart, service.Value.ReadOnly, service.Value.Build?.Dockerfile));
            Assert.Equal([3000, 8080], service.Value.Ports.Select(port => int.Parse(port.Split(':')[^1])));
            Assert.All(service.Value.Ports, port => Assert.Contains(int.Parse(port.Split(':')[^1]), Dockerfile.Ports));
        });
        Assert.Equal(6, compose.Services.Values.SelectMany(service => service.Ports).Distinct().Count());
    }

    [SkippableFact]
    public async Task A_node_of_compose_runs_is_healthy_and_serves_the_ports_that_are_published()
    {
        var service = ComposeFile.Read().Services["echo-1"];
        await using var node = Network.Start("echo-1", string.Join(' ', ["exec", .. Dockerfile.Entrypoint, .. service.Command]));
        await node.ListensAsync();

        Assert.Equal(0, (await Network.RunAsync("echo-1", string.Join(' ', Dockerfile.HealthCheck))).ExitCode);
        foreach (var port in service.Ports.Select(port => port.Split(':')[^1]))
        {
            Assert.Equal(0, (await Network.RunAsync(Kubelet, $"exec 3<>/dev/tcp/echo-1/{port}")).ExitCode);
        }

        var status = DocumentedCommand.All.Single(command => command.Text.Contains("exec echo-1 ", StringComparison.Ordinal)).Text;
        await RunUntilDoneAsync("echo-1", status[(status.IndexOf("exec echo-1 ", StringComparison.Ordinal) + "exec echo-1 ".Length)..]);
        node.Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await node.ExitCodeAsync());
    }

    [SkippableFact]
    public async Task The_systemd_unit_runs_what_publishing_makes_with_the_files_that_it_names()
    {
        var unit = RepositoryFiles.Read("deploy/echoactors-mesh.service");
        var command = Regex.Match(unit, "^ExecStart=/usr/bin/dotnet /opt/echoactors/(.*?) (.*)$", RegexOptions.Multiline);
        var environment = Regex.Matches(unit, "^#   ([A-Z]+)=(.*)$", RegexOptions.Multiline).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal(Path.GetFileName(EchoActorsProcess.Assembly), command.Groups[1].Value);
        var words = command.Groups[2].Value.Replace("/etc/echoactors/", "hocon/", StringComparison.Ordinal);
        words = Regex.Replace(words, @"\$\{?([A-Z]+)\}?", match => environment[match.Groups[1].Value]);

        await using var node = Network.Start("echo-1.example", $"exec echoactors {words}");
        await node.ListensAsync();
        node.Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await node.ExitCodeAsync());
    }

    [SkippableFact]
    public async Task The_systemd_unit_is_one_that_systemd_reads_without_a_complaint()
    {
        OtherPrograms.Find("systemd-analyze");
        var folder = Directory.CreateTempSubdirectory().FullName;
        var unit = Path.Combine(folder, "echoactors-mesh.service");
        await File.WriteAllTextAsync(unit, RepositoryFiles.Read("deploy/echoactors-mesh.service").Replace("/usr/bin/dotnet", "/bin/true", StringComparison.Ordinal));

        await using var verify = RunningProcess.Start("systemd-analyze", "verify", "--man=no", unit);
        var finished = await verify.FinishAsync([]);

        Directory.Delete(folder, recursive: true);
        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
    }

    [Fact]
    public void Rules_and_dashboard_ask_for_metrics_that_docs_operating_lists()
    {
        var listed = Regex.Matches(RepositoryFiles.Read("docs/operating.md"), "`(echo_[a-z_]+)`").Select(match => match.Groups[1].Value).ToHashSet();
        string[] askers = ["deploy/prometheus/echoactors.rules.yml", "deploy/grafana/echoactors.json"];
        foreach (var file in askers)
        {
            var asked = Regex.Matches(RepositoryFiles.Read(file), "\\becho_(?:server|mesh|dispatcher|actor_system)_[a-z_]+").Select(match => Regex.Replace(match.Value, "_(bucket|sum|count)$", "")).ToHashSet();
            Assert.NotEmpty(asked);
            Assert.Empty(asked.Except(listed));
        }
    }

    // What needs the node to be a member, which takes it a moment.
    private async Task RunUntilDoneAsync(string host, string commandLine)
    {
        using var deadline = new CancellationTokenSource(Deadline.Length);
        Finished finished;
        do
        {
            finished = await Network.RunAsync(host, commandLine);
        }
        while (finished.ExitCode != 0 && !deadline.IsCancellationRequested);
        Assert.True(finished.ExitCode == 0, $"{commandLine}: {finished.ExitCode} {finished.Output}{finished.Error}");
    }
}
