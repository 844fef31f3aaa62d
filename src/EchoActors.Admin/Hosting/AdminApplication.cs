using EchoActors.Admin.Api;
using EchoActors.Admin.Health;
using EchoActors.Admin.Live;
using EchoActors.Admin.Metrics;
using EchoActors.Admin.Pages;
using EchoActors.Admin.Probe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace EchoActors.Admin.Hosting;

/// <summary>The web application behind the admin address: its parts, its limits and the order requests pass them in.</summary>
internal static class AdminApplication
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    public static WebApplication Build(AdminOptions options, AdminNodes nodes, ILoggerFactory loggers)
    {
        var token = options.TokenFile is { } file ? AdminToken.Read(file) : null;

        // No settings file, and always production: no developer page with a stack trace, whatever the environment says.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(AdminApplication).Assembly.GetName().Name,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.AddEnvironmentVariables();
        builder.Logging.AddProvider(new HostLoggerProvider(loggers))
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.None) // logs an error because keys are not kept; they are not meant to be
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical); // logs an error for each unready answer, and a drain has many
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));

        var services = builder.Services;
        services.AddSingleton<IHostLifetime, NoSignals>();
        services.AddSingleton(options).AddSingleton(nodes);
        services.AddLive();
        services.AddNodeHealthChecks();
        services.AddMetricsExport(options);
        services.AddApi();
        services.AddPage();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = NameWhatWasWrong);
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true); // otherwise the answer does not name the bad value
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = RequestTimeout });
        services.AddResponseCompression();
        services.AddSingleton<ConnectionBudget>();
        services.Replace(ServiceDescriptor.Singleton<IConnectionListenerFactory, AdminListenerFactory>());
        services.AddRequestLimits(options);

        var application = builder.Build();
        application.Services.GetRequiredService<MeshMeter>(); // nothing depends on it: the metrics reader finds its instruments
        application.UseMiddleware<RequestProgress>();
        application.UseMiddleware<SecurityHeaders>();
        application.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        application.UseStatusCodePages();
        application.UseMiddleware<RequestGuard>();
        application.UseWebSockets(); // so that the limits know a live page
        application.UseRateLimiter();
        application.UseResponseCompression();
        application.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(AdminApplication).Assembly, "assets"),
            RequestPath = "/assets",
        });
        application.UseRouting();
        application.UseRequestTimeouts();
        application.UseAntiforgery();
        application.MapNodeHealthChecks();
        application.MapPrometheusScrapingEndpoint();
        application.MapApi(token);
        application.MapProbe(options, nodes);
        application.MapPage();
        return application;
    }

    // Its message names the parameter and the value. The messages of other exceptions stay in the log.
    private static void NameWhatWasWrong(ProblemDetailsContext context)
    {
        if (context.Exception is BadHttpRequestException bad)
        {
            context.ProblemDetails.Detail = bad.Message;
        }
    }

    private static void Configure(KestrelServerOptions kestrel, AdminOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.BindAddress(), options.Listen!.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1; // one request at a time on a socket, as ConnectionBudget counts
            listen.CloseSilentSockets();
        });
        kestrel.Limits.MaxRequestBodySize = RequestGuard.MaxBodySize;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
    }
}
