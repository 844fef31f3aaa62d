using System.Net;
using EchoActors.Admin.Api;
using Microsoft.AspNetCore.Http;

namespace EchoActors.Admin.Hosting;

/// <summary>
/// Refuses requests that no page or program of this address sends: a host name that is not its own (a page elsewhere whose name
/// was pointed here, DNS rebinding), an origin that is not its own (RFC 6455 10.2), a method that could ask for a change,
/// and a body that is too large.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, AdminOptions options)
{
    /// <summary>The largest body of a request, in bytes.</summary>
    public const int MaxBodySize = 64 * 1024;

    private const string AnyName = "*";

    // The live page closes itself with it, which frees the memory of the page here.
    private const string PageClosed = "/_blazor/disconnect";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsOwnName(request.Host.Host))
        {
            return RefuseAsync(
                StatusCodes.Status400BadRequest,
                $"The Host of a request must be an IP address, localhost, the machine's name or one of {AdminOptions.ConfigPath}.hosts.");
        }

        if (request.Headers.Origin is { Count: > 0 } origins && !(origins is [{ } origin] && IsOwnOrigin(origin, request.Host)))
        {
            return RefuseAsync(StatusCodes.Status403Forbidden, "A page of another origin may not use this address.");
        }

        if (request.ContentLength > MaxBodySize)
        {
            return RefuseAsync(StatusCodes.Status413PayloadTooLarge, $"A body may have at most {MaxBodySize:N0} bytes.");
        }

        if (HttpMethods.IsHead(request.Method))
        {
            request.Method = HttpMethods.Get; // the routes have only GET; the web server leaves out the body
        }

        if (HttpMethods.IsGet(request.Method)
            || (HttpMethods.IsPost(request.Method) && request.Path == PageClosed)
            || (HttpMethods.IsDelete(request.Method) && request.Path.StartsWithSegments(ForgetMember.Path))
            || (options.TokenFile is not null && request.Path == FaultsDoor.Path
                && (HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method))))
        {
            return next(context);
        }

        context.Response.Headers.Allow = "GET, HEAD";
        return RefuseAsync(StatusCodes.Status405MethodNotAllowed, "This address is read-only.");

        Task RefuseAsync(int status, string detail) =>
            Results.Problem(detail, statusCode: status).ExecuteAsync(context);
    }

    // No page can have a name that is an IP address, so those can't be rebound. HTTP/1.0 may leave the name out; browsers don't.
    private bool IsOwnName(string name) =>
        name.Length == 0
        || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || name.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(name, out _)
        || IsConfigured(name);

    private bool IsOwnOrigin(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && (page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase) || options.Hosts.Contains(page.Host, StringComparer.OrdinalIgnoreCase));

    private bool IsConfigured(string name) =>
        options.Hosts.Contains(name, StringComparer.OrdinalIgnoreCase) || options.Hosts.Contains(AnyName);
}
