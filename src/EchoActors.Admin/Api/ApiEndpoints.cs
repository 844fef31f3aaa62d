using System.Text.Json;
using System.Text.Json.Serialization;
using EchoActors.Admin.Hosting;
using EchoActors.Admin.Live;
using EchoActors.Mesh;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EchoActors.Admin.Api;

/// <summary><c>/api/v1</c>: what the page shows, for programs. Read-only; <c>/api/v1/openapi.json</c> describes it.</summary>
internal static class ApiEndpoints
{
    private const int LargestPage = 1000;
    private const string Oldest = "oldest";
    private const string Bytes = "bytes";

    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower)));
        services.AddOpenApi("v1", openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "EchoActors admin API";
            document.Info.Description = "What an echo node shows of itself. Read-only.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
    }

    public static void MapApi(this WebApplication application, AdminToken? token)
    {
        application.MapOpenApi("/api/{documentName}/openapi.json");
        var api = application.MapGroup("/api/v1");
        api.MapGet("/status", StatusAsync)
            .WithName("status")
            .WithSummary("What each echo server of this process is doing, and its totals.");
        api.MapGet("/connections", ConnectionsAsync)
            .WithName("connections")
            .WithSummary("The open connections of one server, paged.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/mesh", Mesh)
            .WithName("mesh")
            .WithSummary("The matrix of the mesh as one node of this process sees it; durations in milliseconds.")
            .Produces<MeshDocument>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDelete("/mesh/members/{name}", ForgetMember.Handle)
            .WithName("forgetMember")
            .WithSummary("No longer shows a member of the mesh that is gone. From this machine only.")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        if (token is not null)
        {
            FaultsDoor.Map(api, token);
        }
    }

    private static async Task<Ok<StatusBody>> StatusAsync(AdminNodes nodes, AdminOptions options, CancellationToken cancellationToken)
    {
        var servers = await Task.WhenAll(nodes.All.Select(async node =>
            StatusBody.Server.From(node, await node.StatusAsync(options.AnswerTimeout, cancellationToken))));
        return TypedResults.Ok(new StatusBody(About.Version, About.StartedAt, servers));
    }

    // Written by the mesh's own versioned JSON, which `echoactors mesh status` reads back.
    private static Results<JsonHttpResult<MeshDocument>, ProblemHttpResult> Mesh(AdminNodes nodes, string? node = null) =>
        nodes.All.FirstOrDefault(known => known.Mesh is not null && (node is null || known.Name == node))?.Mesh is { } mesh
            ? TypedResults.Json(MeshDocument.Of(mesh.Matrix), MeshJson.Default.MeshDocument)
            : TypedResults.Problem("No such node, or it is in no mesh.", statusCode: StatusCodes.Status404NotFound);

    /// <param name="nodes">The nodes of this process.</param>
    /// <param name="options">How long a server may take to answer.</param>
    /// <param name="cancellationToken">The request was aborted.</param>
    /// <param name="server">The server's name; the first server where it is left out.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="pageSize">Connections on a page, 1 to 1,000.</param>
    /// <param name="sort">What comes first: <c>oldest</c>, or by <c>bytes</c> received.</param>
    private static async Task<Results<Ok<ConnectionsBody>, ProblemHttpResult>> ConnectionsAsync(
        AdminNodes nodes,
        AdminOptions options,
        CancellationToken cancellationToken,
        string? server = null,
        int page = 1,
        int pageSize = 100,
        string sort = Oldest)
    {
        if (page < 1 || pageSize is < 1 or > LargestPage || sort is not (Oldest or Bytes))
        {
            return TypedResults.Problem(
                $"page must be at least 1, pageSize from 1 to {LargestPage}, and sort {Oldest} or {Bytes}.",
                statusCode: StatusCodes.Status400BadRequest);
        }

        var node = nodes.All.FirstOrDefault(node => server is null || node.Name == server);
        if (node is null || await node.StatusAsync(options.AnswerTimeout, cancellationToken) is not { } status)
        {
            return TypedResults.Problem("No such server, or it does not answer.", statusCode: StatusCodes.Status404NotFound);
        }

        var connections = status.Statistics.Connections();
        var ordered = sort == Oldest
            ? connections.OrderBy(connection => connection.Since)
            : connections.OrderByDescending(connection => connection.BytesReceived);
        return TypedResults.Ok(new ConnectionsBody(
            node.Name,
            connections.Count,
            page,
            pageSize,
            [.. ordered.Skip((int)Math.Min(int.MaxValue, (page - 1L) * pageSize)).Take(pageSize).Select(ConnectionsBody.Connection.From)]));
    }
}
