using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EchoActors.Admin.Health;

/// <summary>Says which faults are injected on purpose. A node that misbehaves as it was told to is ready.</summary>
internal sealed class FaultsNote(AdminNodes nodes, AdminOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var notes = await Task.WhenAll(nodes.All.Select(async node =>
            (await node.StatusAsync(options.AnswerTimeout, cancellationToken))?.Statistics.Faults.Describe() is { } faults
                ? $"{node.Name}: faults are on: {faults}"
                : null));
        var all = notes.OfType<string>().ToList();
        return HealthCheckResult.Healthy(all.Count == 0 ? null : string.Join("; ", all));
    }
}
