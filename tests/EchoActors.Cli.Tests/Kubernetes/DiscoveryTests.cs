using System.Net;
using System.Text.Json;
using EchoActors.Cli.Tests.Documents;
using EchoActors.Cli.Tests.Processes;
using EchoActors.Mesh;
using k8s.Models;

namespace EchoActors.Cli.Tests.Kubernetes;

/// <summary>Pods of the DaemonSet, each on a host of its own, that find each other by an API server.</summary>
public sealed class DiscoveryTests : IAsyncLifetime
{
    private const string Kubelet = "kubelet";

    // Until a list stood still, every pod was asked, and a join went through, on a machine that does other things as well.
    private static readonly TimeSpan Join = TimeSpan.FromSeconds(120);

    private static readonly V1PodTemplateSpec Template = Manifests.Of("deploy/kubernetes/daemonset").OfType<V1DaemonSet>().Single().Spec.Template;

    private readonly Dictionary<string, RunningProcess> _pods = [];
    private DocumentNetwork? _network;
    private ApiServer? _api;
    private string? _unavailable;

    public async Task InitializeAsync()
    {
        _unavailable = await DocumentNetwork.UnavailableAsync();
        if (_unavailable is not null)
        {
            return;
        }

        _network = await DocumentNetwork.StartAsync([ApiServer.Host, Kubelet, .. Enumerable.Range(1, 6).Select(Name)], root =>
        {
            ApiServer.Prepare(root, IPAddress.Parse("10.79.0.1")); // the first host
            var configuration = Directory.CreateDirectory(Path.Combine(root, "etc", "echoactors")).FullName;
            foreach (var file in RepositoryFiles.Below("hocon"))
            {
                File.Copy(Path.Combine(RepositoryFiles.Root, file), Path.Combine(configuration, Path.GetFileName(file)));
            }
        });
        _api = await ApiServer.StartAsync(_network);
    }

    public async Task DisposeAsync()
    {
        foreach (var pod in _pods.Values)
        {
            await pod.DisposeAsync();
        }

        await (_api?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_network?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [SkippableFact]
    public async Task Five_pods_become_one_mesh_through_errors_and_cut_or_late_answers_and_one_replaces_a_deleted_one()
    {
        Skip.If(_unavailable is not null, _unavailable);
        OtherPrograms.Find("python3");
        var api = _api!;

        // The first two at once, while the API server fails, then breaks off its answers, and then answers too late.
        api.List([Pod(1), Pod(2)]);
        api.Answer("error");
        Start(1);
        Start(2);
        await api.AskedAsync("error", 2);
        api.Answer("cut");
        await api.AskedAsync("cut", 2);
        api.Answer("slow");
        await api.AskedAsync("slow", 2);
        api.Answer("list");
        await BecomeOneMeshAsync(1, 2);

        api.List([Pod(1), Pod(2), Pod(3), Pod(4), Pod(5)]);
        Start(3);
        Start(4);
        Start(5);
        await BecomeOneMeshAsync(1, 2, 3, 4, 5);
        await AnswersKubeletAndPrometheusAsync(1);

        // A rollout deletes a pod, which is listed until it has ended, and starts another.
        var leaving = Pod(5);
        leaving.Metadata.DeletionTimestamp = DateTime.UtcNow;
        api.List([Pod(1), Pod(2), Pod(3), Pod(4), leaving, Pod(6)]);
        _pods[Name(5)].Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await _pods[Name(5)].ExitCodeAsync());
        Start(6);
        await BecomeOneMeshAsync(1, 2, 3, 4, 6);

        // What the Role allows: to list, neither to watch nor to get.
        Assert.All(api.Requests, request => Assert.Contains(" GET /api/v1/namespaces/network/pods?labelSelector=app%3Decho ", request));
    }

    private static string Name(int number) => $"pod-{number}";

    private V1Pod Pod(int number) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta { Name = Name(number), NamespaceProperty = "network", Labels = Template.Metadata.Labels },
        Spec = new V1PodSpec { Containers = Template.Spec.Containers },
        Status = new V1PodStatus { Phase = "Running", PodIP = _network!.AddressOf(Name(number)) },
    };

    private void Start(int number)
    {
        var arguments = Template.Spec.Containers.Single().Args.Select(argument => argument
            .Replace("$(POD_IP)", _network!.AddressOf(Name(number)), StringComparison.Ordinal)
            .Replace("$(NODE_NAME)", Name(number), StringComparison.Ordinal));
        _pods[Name(number)] = _network!.Start(
            Name(number),
            string.Join(' ', ["exec", .. Dockerfile.Entrypoint, .. arguments]),
            $"KUBERNETES_SERVICE_HOST={_network.AddressOf(ApiServer.Host)}", $"KUBERNETES_SERVICE_PORT={ApiServer.Port}");
    }

    // Each shows exactly these: a mesh that is split shows fewer.
    private async Task BecomeOneMeshAsync(params int[] numbers)
    {
        using var deadline = new CancellationTokenSource(Join);
        foreach (var number in numbers)
        {
            var shown = "";
            while (shown != string.Join(' ', numbers.Select(Name)))
            {
                Assert.False(deadline.IsCancellationRequested, $"{Name(number)} shows '{shown}':\n{_pods[Name(number)].Output.Text}{_pods[Name(number)].Error.Text}");
                shown = await MembersAsync(number);
            }
        }
    }

    private async Task<string> MembersAsync(int number)
    {
        var status = await GetAsync(number, "/api/v1/mesh");
        return status.ExitCode != 0 ? "nothing" : string.Join(' ', JsonSerializer.Deserialize(status.OutputBytes, MeshJson.Default.MeshDocument)!.Mesh.Members
            .Where(member => member.State == MemberState.Up).Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    private async Task AnswersKubeletAndPrometheusAsync(int number)
    {
        var container = Template.Spec.Containers.Single();
        string[] paths = [container.StartupProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path, Template.Metadata.Annotations["prometheus.io/path"]];
        foreach (var path in paths)
        {
            Assert.Equal(0, (await GetAsync(number, path)).ExitCode);
        }
    }

    private Task<Finished> GetAsync(int number, string path) =>
        _network!.RunAsync(Kubelet, $"curl --silent --fail --max-time 5 --retry 1 --retry-connrefused http://{_network.AddressOf(Name(number))}:8080{path}");
}
