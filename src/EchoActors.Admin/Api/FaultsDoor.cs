using EchoActors.Admin.Hosting;
using EchoActors.Filters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace EchoActors.Admin.Api;

/// <summary><c>/api/v1/faults</c>: shows and changes the faults of the servers. It is there only where there is a token.</summary>
internal static class FaultsDoor
{
    /// <summary>Where it is.</summary>
    public const string Path = "/api/v1/faults";

    public static void Map(RouteGroupBuilder api, AdminToken token)
    {
        var faults = api.MapGroup("/faults")
            .AddEndpointFilter(async (context, next) =>
            {
                if (token.IsIn(context.HttpContext.Request))
                {
                    return await next(context);
                }

                context.HttpContext.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
                return TypedResults.Problem(
                    "This needs the token of the admin address, as Authorization: Bearer.", statusCode: StatusCodes.Status401Unauthorized);
            });
        faults.MapGet("", ShowAsync)
            .WithName("faults")
            .WithSummary("The faults that each server injects on purpose, and how often each has struck. Needs the token.")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        faults.MapPut("", SetAsync)
            .WithName("setFaults")
            .WithSummary("Puts other faults in force on every listener, for open connections as well. Needs the token.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        faults.MapDelete("", ClearAsync)
            .WithName("clearFaults")
            .WithSummary("Ends all faults, on every listener. Needs the token.")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
    }

    private static async Task<Ok<FaultsBody>> ShowAsync(AdminNodes nodes, AdminOptions options, CancellationToken cancellationToken)
    {
        var servers = await Task.WhenAll(nodes.All.Select(async node =>
            await node.StatusAsync(options.AnswerTimeout, cancellationToken) is { } status ? FaultsBody.Server.From(node, status) : null));
        return TypedResults.Ok(new FaultsBody([.. servers.OfType<FaultsBody.Server>()]));
    }

    private static async Task<Results<Ok<FaultsBody>, ProblemHttpResult>> SetAsync(
        FaultsBody.Change change, AdminNodes nodes, AdminOptions options, CancellationToken cancellationToken) =>
        FaultRules.TryParse(change.Faults ?? "", out var rules, out var mistake)
            ? TypedResults.Ok(await ChangeAsync(rules, nodes, options, cancellationToken))
            : TypedResults.Problem(mistake, statusCode: StatusCodes.Status400BadRequest);

    private static async Task<Ok<FaultsBody>> ClearAsync(AdminNodes nodes, AdminOptions options, CancellationToken cancellationToken) =>
        TypedResults.Ok(await ChangeAsync(FaultRules.None, nodes, options, cancellationToken));

    private static async Task<FaultsBody> ChangeAsync(
        FaultRules rules, AdminNodes nodes, AdminOptions options, CancellationToken cancellationToken) =>
        new(await Task.WhenAll(nodes.All.Select(async node =>
            FaultsBody.Server.From(node, await node.ChangeFaultsAsync(rules, options.AnswerTimeout, cancellationToken)))));
}
