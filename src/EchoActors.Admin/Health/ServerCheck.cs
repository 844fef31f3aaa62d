using EchoActors.Server;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EchoActors.Admin.Health;

/// <summary>Every node's server answers, and none has the fault that this check looks for.</summary>
/// <param name="nodes">The nodes of this process.</param>
/// <param name="options">How long a server may take to answer.</param>
/// <param name="fault">What is wrong with a node, in words, or <see langword="null"/>.</param>
internal sealed class ServerCheck(AdminNodes nodes, AdminOptions options, Func<AdminNode, EchoServer.Status, string?> fault) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (nodes.All.Count == 0)
        {
            return HealthCheckResult.Unhealthy("no node has started yet");
        }

        var faults = await Task.WhenAll(nodes.All.Select(node => FaultAsync(node, cancellationToken)));
        var found = faults.OfType<string>().ToList();
        return found.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", found));
    }

    private async Task<string?> FaultAsync(AdminNode node, CancellationToken cancellationToken)
    {
        var found = await node.StatusAsync(options.AnswerTimeout, cancellationToken) is { } status ? fault(node, status) : "no answer";
        return found is null ? null : $"{node.Name}: {found}";
    }
}
