using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using static Akka.Discovery.ServiceDiscovery;

namespace EchoActors.Cli;

/// <summary>A list of pods, as an API server of Kubernetes answers it in JSON.</summary>
internal static class PodList
{
    /// <summary>The addresses of the pods that run. A pod that has no address yet, has ended or is being deleted has none.</summary>
    /// <param name="json">A <c>PodList</c>.</param>
    /// <param name="portName">The name of the port to ask at; where a pod has none of that name, the port is null.</param>
    /// <exception cref="JsonException">It is no JSON, or not all of it.</exception>
    /// <exception cref="KeyNotFoundException">It is no list of pods.</exception>
    public static ImmutableList<ResolvedTarget> Targets(ReadOnlyMemory<byte> json, string? portName)
    {
        using var list = JsonDocument.Parse(json);
        return [.. list.RootElement.GetProperty("items").EnumerateArray().Select(pod => Target(pod, portName)).OfType<ResolvedTarget>()];
    }

    private static ResolvedTarget? Target(JsonElement pod, string? portName) =>
        !pod.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _)
        && pod.TryGetProperty("status", out var status)
        && status.TryGetProperty("phase", out var phase) && phase.GetString() == "Running"
        && status.TryGetProperty("podIP", out var text) && IPAddress.TryParse(text.GetString(), out var address)
            ? new ResolvedTarget(address.ToString(), Port(pod, portName), address)
            : null;

    private static int? Port(JsonElement pod, string? name) => pod.GetProperty("spec").GetProperty("containers").EnumerateArray()
        .SelectMany(container => container.TryGetProperty("ports", out var ports) ? ports.EnumerateArray() : default)
        .Where(port => port.TryGetProperty("name", out var each) && each.GetString() == name)
        .Select(port => (int?)port.GetProperty("containerPort").GetInt32())
        .FirstOrDefault();
}
