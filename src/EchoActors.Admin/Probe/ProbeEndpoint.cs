using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace EchoActors.Admin.Probe;

/// <summary>
/// <c>/probe?target=HOST:PORT&amp;module=echo</c>: one echo from here to a target, as Prometheus asks its blackbox exporter. It
/// exists only where <see cref="AdminOptions.ProbeAllow"/> names targets, and asks nothing else: whoever reaches the address
/// could otherwise scan what this machine reaches.
/// </summary>
internal static class ProbeEndpoint
{
    private const string Module = "echo";
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private const int Size = 64;
    private const int MostAtOnce = 16;

    // Prometheus says how long it waits; the answer has to be there a little before.
    private const string ScrapeTimeout = "X-Prometheus-Scrape-Timeout-Seconds";
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(9); // a request of this address has 10 s

    public static void MapProbe(this WebApplication application, AdminOptions options, AdminNodes nodes)
    {
        IReadOnlyList<ProbeAllowance> allowed = [.. options.ProbeAllow.Select(ProbeAllowance.Parse)];
        if (allowed.Count > 0)
        {
            var places = new SemaphoreSlim(MostAtOnce);
            application.MapGet("/probe", (HttpContext context, string target, string module = Module) =>
                AnswerAsync(context, target, module, allowed, nodes, places)).ExcludeFromDescription();
        }
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> AnswerAsync(
        HttpContext context, string target, string module, IReadOnlyList<ProbeAllowance> allowed, AdminNodes nodes, SemaphoreSlim places)
    {
        if (module != Module)
        {
            return Problem(StatusCodes.Status400BadRequest, $"There is one module, {Module}.");
        }

        if (!HostPort.TryParse(target, out var server, out var mistake))
        {
            return Problem(StatusCodes.Status400BadRequest, mistake);
        }

        if (nodes.All.Count == 0 || !await places.WaitAsync(TimeSpan.Zero))
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, $"{MostAtOnce} probes are under way, or the node has not started.");
        }

        try
        {
            var run = new ProbeRun(nodes.All[0].Actors, server, TimeoutOf(context.Request), Size);
            return await run.ResolveAsync(context.RequestAborted) is { } addresses && !addresses.All(address => allowed.Any(each => each.Covers(address, server.Port)))
                ? Problem(StatusCodes.Status403Forbidden, $"{AdminOptions.ConfigPath}.probe-allow does not allow every address of {server}.")
                : TypedResults.Text(ProbeText.Write(await run.EchoAsync(context.RequestAborted)), ContentType);
        }
        finally
        {
            places.Release();
        }
    }

    private static TimeSpan TimeoutOf(HttpRequest request) =>
        double.TryParse(request.Headers[ScrapeTimeout], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 2 * Margin.TotalSeconds
            ? TimeSpan.FromSeconds(Math.Min(seconds - Margin.TotalSeconds, LongestTimeout.TotalSeconds))
            : DefaultTimeout;

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
