using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace EchoActors.Admin.Pages;

/// <summary>The live page at <c>/</c>: rendered here, and kept up to date over one connection for each open page.</summary>
internal static class Page
{
    private const int KeptAfterDisconnect = 8;

    public static void AddPage(this IServiceCollection services)
    {
        services.AddRazorComponents()
            .AddInteractiveServerComponents(circuit =>
            {
                circuit.DetailedErrors = false;
                circuit.DisconnectedCircuitMaxRetained = KeptAfterDisconnect;
                circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
            })
            .AddHubOptions(hub =>
            {
                hub.HandshakeTimeout = TimeSpan.FromSeconds(5);
                hub.KeepAliveInterval = TimeSpan.FromSeconds(2); // so that a page misses a hung node within seconds
                hub.ClientTimeoutInterval = TimeSpan.FromSeconds(90); // browsers slow the timers of hidden pages to one a minute
            });

        // Keys of this process alone: what they protect lives no longer than it, and nothing is written to a disk.
        services.AddDataProtection().UseEphemeralDataProtectionProvider().DisableAutomaticKeyGeneration();
    }

    public static void MapPage(this WebApplication application) =>
        application.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null);
}
