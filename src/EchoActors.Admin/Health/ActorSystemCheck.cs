using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EchoActors.Admin.Health;

/// <summary>Every actor system handles a message within the deadline. Before the first node starts there is none to fail.</summary>
internal sealed class ActorSystemCheck(AdminNodes nodes, AdminOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var answers = await Task.WhenAll(nodes.All.Select(async node =>
            (node.Name, Alive: await node.AnswersAsync(options.AnswerTimeout, cancellationToken))));
        var silent = answers.Where(answer => !answer.Alive).Select(answer => answer.Name).ToList();
        return silent.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(
                $"{string.Join(", ", silent)}: no answer within {Quantity.Format(options.AnswerTimeout)}");
    }
}
