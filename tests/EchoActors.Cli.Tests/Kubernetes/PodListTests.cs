using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using static Akka.Discovery.ServiceDiscovery;

namespace EchoActors.Cli.Tests.Kubernetes;

/// <summary>What discovery takes from the answer of an API server.</summary>
public sealed class PodListTests
{
    [Fact]
    public void A_pod_that_runs_is_asked_at_its_named_port()
    {
        var sidecar = new V1Container { Name = "sidecar" };
        var echo = new V1Container
        {
            Name = "echo",
            Ports = [new() { ContainerPort = 3000, Name = "echo" }, new() { ContainerPort = 8558, Name = "management" }, new() { ContainerPort = 9000 }],
        };
        var pod = Pod();
        pod.Spec = new V1PodSpec { Containers = [sidecar, echo] };

        var target = Assert.Single(Targets(pod));

        Assert.Equal(("10.0.0.1", 8558, "10.0.0.1"), (target.Host, target.Port, target.Address!.ToString()));
    }

    [Fact]
    public void A_pod_without_the_named_port_is_asked_at_the_default_one() => Assert.Null(Assert.Single(Targets(Pod())).Port);

    [Fact]
    public void A_pod_may_have_an_IPv6_address()
    {
        var pod = Pod();
        pod.Status.PodIP = "fd00::1";

        Assert.Equal("fd00::1", Assert.Single(Targets(pod)).Host);
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    [InlineData("Unknown")]
    public void A_pod_that_does_not_run_is_not_asked(string phase)
    {
        var pod = Pod();
        pod.Status.Phase = phase;

        Assert.Empty(Targets(pod));
    }

    [Fact]
    public void A_pod_that_is_being_deleted_is_not_asked()
    {
        var pod = Pod();
        pod.Metadata.DeletionTimestamp = DateTime.UtcNow;

        Assert.Equal("10.0.0.2", Assert.Single(Targets(pod, Pod("10.0.0.2"))).Host);
    }

    [Fact]
    public void A_pod_without_an_address_or_a_status_is_not_asked()
    {
        var without = Pod();
        without.Status.PodIP = null;
        var unknown = Pod();
        unknown.Status = null;

        Assert.Empty(Targets(without, unknown));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>502 Bad Gateway</html>")]
    [InlineData("""{"kind": "PodList", "items": [{"metadata": {}""")]
    public void An_answer_that_is_no_whole_JSON_is_an_error(string answer) =>
        Assert.ThrowsAny<JsonException>(() => PodList.Targets(Encoding.UTF8.GetBytes(answer), "management"));

    [Fact]
    public void An_answer_that_is_no_list_is_an_error() =>
        Assert.Throws<KeyNotFoundException>(() => PodList.Targets("""{"kind": "Status", "status": "Failure"}"""u8.ToArray(), "management"));

    private static IReadOnlyList<ResolvedTarget> Targets(params V1Pod[] pods) => PodList.Targets(
        Encoding.UTF8.GetBytes(KubernetesJson.Serialize(new V1PodList { Items = pods })), "management");

    private static V1Pod Pod(string address = "10.0.0.1") => new()
    {
        Metadata = new V1ObjectMeta { Name = "echo" },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "echo" }] },
        Status = new V1PodStatus { Phase = "Running", PodIP = address },
    };
}
