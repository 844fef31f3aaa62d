using System.Net;
using EchoActors.Mesh;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EchoActors.Cli;

/// <summary>Answers <c>mesh status</c>: <c>GET /api/v1/mesh</c>, read-only.</summary>
internal sealed class MeshApi : IAsyncDisposable
{
    private readonly HostPort _address;
    private readonly WebApplication _application;

    public MeshApi(HostPort address, MeshView view)
    {
        _address = address;
        var host = address.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host, out var ip) ? ip
            : throw new UsageException($"--admin is '{address}': its host must be an IP address or localhost.");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(host, address.Port));
        _application = builder.Build();
        _application.UseRouting();
        _application.MapGet("/api/v1/mesh", () => Results.Json(MeshDocument.Of(view.Matrix), MeshJson.Default.MeshDocument));
    }

    /// <summary>Where it is bound, with its real port.</summary>
    public async Task<string> StartAsync()
    {
        try
        {
            await _application.StartAsync();
            return _application.Urls.First();
        }
        catch (IOException e)
        {
            throw new UsageException($"the admin address {_address} can't be bound: {e.GetBaseException().Message}; choose another with --admin.");
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
