using Microsoft.AspNetCore.Http;

namespace EchoActors.Admin.Hosting;

/// <summary>
/// Answers 405 to any method that could ask for a change, and 413 to a body that is too large, before it is read. The live
/// page's own channel alone may post.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next)
{
    /// <summary>The largest body of a request, in bytes.</summary>
    public const int MaxBodySize = 64 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > MaxBodySize)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return Task.CompletedTask;
        }

        if (HttpMethods.IsHead(request.Method))
        {
            request.Method = HttpMethods.Get; // the routes know GET alone; the web server leaves out the body
            return next(context);
        }

        if (HttpMethods.IsGet(request.Method) || request.Path.StartsWithSegments("/_blazor"))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        return Task.CompletedTask;
    }
}
