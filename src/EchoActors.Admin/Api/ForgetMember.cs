using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace EchoActors.Admin.Api;

/// <summary>
/// The one request that changes something: no longer show a member of the mesh that is gone. It has no password, so only
/// this machine may ask, and no page in a browser.
/// </summary>
internal static class ForgetMember
{
    /// <summary>Where it is.</summary>
    public const string Path = "/api/v1/mesh/members";

    /// <param name="name">The member's name, or its cluster address.</param>
    /// <param name="context">The request.</param>
    /// <param name="nodes">The nodes of this process.</param>
    public static Results<NoContent, ProblemHttpResult> Handle(string name, HttpContext context, AdminNodes nodes)
    {
        if (!IsFromThisMachine(context))
        {
            return TypedResults.Problem("Only this machine may ask that.", statusCode: StatusCodes.Status403Forbidden);
        }

        var forgotten = nodes.All.Count(node => node.Mesh?.Forget(name) == true);
        return forgotten > 0
            ? TypedResults.NoContent()
            : TypedResults.Problem("No member that is gone has that name.", statusCode: StatusCodes.Status404NotFound);
    }

    // A proxy on this machine asks for others, and says so.
    private static bool IsFromThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer
        && IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer)
        && !context.Request.Headers.ContainsKey(HeaderNames.Origin)
        && !context.Request.Headers.ContainsKey("Forwarded")
        && !context.Request.Headers.ContainsKey("X-Forwarded-For");
}
