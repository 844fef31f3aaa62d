using EchoActors.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EchoActors.Admin.Health;

/// <summary><c>/health/live</c> and <c>/health/ready</c>: what they check and where they are.</summary>
internal static class NodeHealth
{
    private const string Live = "live";
    private const string Ready = "ready";

    public static void AddNodeHealthChecks(this IServiceCollection services)
    {
        services.AddSingleton<EchoCheck>();
        services.AddHealthChecks()
            .AddCheck<ActorSystemCheck>("actor-system", tags: [Live, Ready])
            .AddCheck<EchoCheck>("echo", tags: [Live])
            .AddServerCheck("bound", (_, status) => status.Addresses.Count > 0
                ? null
                : "no address is bound")
            .AddServerCheck("not-draining", (node, status) => !node.Stopping && status.Phase is EchoServer.Phase.Starting or EchoServer.Phase.Serving
                ? null
                : "it is stopping")
            .AddServerCheck("below-connection-cap", (_, status) => status.Statistics.Open < status.MaxConnections
                ? null
                : $"{status.Statistics.Open} of {status.MaxConnections} connections are open")
            .AddCheck<FaultsNote>("faults", tags: [Ready])
            .AddServerCheck("member-up", (node, _) => node.IsMember
                ? null
                : "the cluster does not count it as Up");
    }

    public static void MapNodeHealthChecks(this WebApplication application)
    {
        application.MapHealthChecks("/health/live", Tagged(Live));
        application.MapHealthChecks("/health/ready", Tagged(Ready));
    }

    private static HealthCheckOptions Tagged(string tag) => new()
    {
        Predicate = check => check.Tags.Contains(tag),
        ResponseWriter = WriteAsync,
    };

    private static IHealthChecksBuilder AddServerCheck(
        this IHealthChecksBuilder builder, string name, Func<AdminNode, EchoServer.Status, string?> fault) =>
        builder.Add(new HealthCheckRegistration(
            name,
            services => new ServerCheck(services.GetRequiredService<AdminNodes>(), services.GetRequiredService<AdminOptions>(), fault),
            failureStatus: null,
            tags: [Ready]));

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        // One answer for each socket: it always fits the socket's buffer, so that nobody can occupy a place by not reading.
        context.Response.Headers.Connection = "close";
        return context.Response.WriteAsJsonAsync(new HealthBody(
            report.Status.ToString().ToLowerInvariant(),
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new HealthBody.Check(entry.Value.Status.ToString().ToLowerInvariant(), entry.Value.Description))));
    }
}
