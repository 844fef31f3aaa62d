using Microsoft.AspNetCore.Http;

namespace EchoActors.Admin.Hosting;

/// <summary>Tells a socket's <see cref="AdmittedConnection"/> when a request of it begins and ends.</summary>
internal sealed class RequestProgress(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var connection = context.Features.Get<AdmittedConnection>();
        connection?.BeginRequest();
        try
        {
            await next(context);
        }
        finally
        {
            connection?.EndRequest();
        }
    }
}
