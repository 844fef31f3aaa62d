using k8s.Models;

namespace EchoActors.Cli.Tests.Kubernetes;

/// <summary>The manifests decode strictly, and their parts fit together.</summary>
public sealed class ManifestTests
{
    public static TheoryData<string> Forms => ["deploy/kubernetes/daemonset", "deploy/kubernetes/statefulset"];

    [Fact]
    public void Every_kustomization_decodes_strictly_with_all_that_it_names() =>
        Assert.All(Manifests.Kustomizations, folder => Assert.NotEmpty(Manifests.Of(folder)));

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_parts_of_a_form_fit_together(string folder)
    {
        var objects = Manifests.Of(folder);
        var pod = PodOf(objects);
        var container = pod.Spec.Containers.Single();
        var ports = container.Ports.Select(port => port.Name).ToList();

        Assert.Null(container.Command); // the image's entry point
        Assert.Equal([new("echo", 3000), new("cluster", 4053), new("management", 8558), new("admin", 8080)], container.Ports.Select(port => new KeyValuePair<string, int>(port.Name, port.ContainerPort)));
        Assert.All(objects.OfType<V1Service>(), service => Assert.Equal(pod.Metadata.Labels, service.Spec.Selector));
        Assert.All(objects.OfType<V1Service>().SelectMany(service => service.Spec.Ports), port => Assert.Contains(port.TargetPort.Value, ports));
        Assert.Null(objects.OfType<V1Service>().Single(service => service.Metadata.Name == "echo").Spec.PublishNotReadyAddresses); // clients get ready nodes only
        V1Probe[] probes = [container.StartupProbe, container.ReadinessProbe, container.LivenessProbe];
        Assert.All(probes, probe => Assert.Equal("admin", probe.HttpGet.Port.Value));
        Assert.Equal((true, true), (pod.Spec.SecurityContext.RunAsNonRoot, container.SecurityContext.ReadOnlyRootFilesystem));
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Equal("8080", pod.Metadata.Annotations["prometheus.io/port"]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_network_lets_only_the_mesh_reach_what_controls_a_node(string folder)
    {
        var objects = Manifests.Of(folder);
        var policy = objects.OfType<V1NetworkPolicy>().Single().Spec;
        var sources = policy.Ingress.SelectMany(rule => rule.Ports.Select(port => (port.Port.Value, rule.FromProperty))).ToDictionary();

        Assert.Equal(PodOf(objects).Metadata.Labels, policy.PodSelector.MatchLabels);
        Assert.Equal(["admin", "cluster", "echo", "management"], sources.Keys.Order(StringComparer.Ordinal));
        Assert.Null(sources["echo"]);
        Assert.All(["cluster", "management"], port => Assert.Equal(policy.PodSelector.MatchLabels, sources[port].Single().PodSelector.MatchLabels));
        Assert.Equal("monitoring", sources["admin"].Single().NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_pod_may_list_pods_of_its_namespace_and_nothing_else(string folder)
    {
        var objects = Manifests.Of(folder);
        var role = objects.OfType<V1Role>().Single();
        var binding = objects.OfType<V1RoleBinding>().Single();
        var rule = role.Rules.Single();

        Assert.Equal(["", "pods", "list"], [.. rule.ApiGroups, .. rule.Resources, .. rule.Verbs]);
        Assert.Equal(("Role", role.Metadata.Name), (binding.RoleRef.Kind, binding.RoleRef.Name));
        Assert.Equal(("ServiceAccount", PodOf(objects).Spec.ServiceAccountName), (binding.Subjects.Single().Kind, binding.Subjects.Single().Name));
        Assert.Contains(objects.OfType<V1ServiceAccount>(), account => account.Metadata.Name == binding.Subjects.Single().Name);
    }

    [Fact]
    public void The_monitor_finds_the_service_of_every_node_ready_or_not()
    {
        var objects = Manifests.Of("deploy/kubernetes/monitoring");
        var service = objects.OfType<V1Service>().Single();
        var monitor = objects.OfType<Manifests.ServiceMonitor>().Single();

        Assert.All(monitor.Spec.Selector.MatchLabels, label => Assert.Equal(label.Value, service.Metadata.Labels[label.Key]));
        Assert.Contains(monitor.Spec.Endpoints.Single().Port, service.Spec.Ports.Select(port => port.Name));
        Assert.Equal((true, "/metrics"), (service.Spec.PublishNotReadyAddresses, monitor.Spec.Endpoints.Single().Path));
    }

    private static V1PodTemplateSpec PodOf(IReadOnlyList<object> objects) =>
        objects.OfType<V1DaemonSet>().SingleOrDefault()?.Spec.Template ?? objects.OfType<V1StatefulSet>().Single().Spec.Template;
}
