using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace EchoActors.Admin.Metrics;

/// <summary>Which instruments are collected and where they go: <c>/metrics</c>, and a collector where one is configured.</summary>
internal static class MetricsExport
{
    // The runtime's own meters: garbage collection, thread pool (the dispatchers' queue), exceptions; and this address.
    private static readonly string[] RuntimeMeters = ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    public static void AddMetricsExport(this IServiceCollection services, AdminOptions options)
    {
        services.AddSingleton<NodeMeter>();
        services.AddSingleton<MeshMeter>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "echoactors", serviceVersion: typeof(EchoServer).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                // OpenTelemetry's own bound of 2,000 series would cut a row of a large mesh short.
                foreach (var (instrument, series) in MeshMeter.SeriesOfEachPath)
                {
                    metrics.AddView(
                        instrument,
                        new MetricStreamConfiguration { CardinalityLimit = Math.Max(100, 2 * series * options.MaxPaths) });
                }

                metrics.AddMeter(EchoServerMeter.Name, NodeMeter.Name, MeshMeter.Name).AddMeter(RuntimeMeters).AddPrometheusExporter();
                if (options.OtlpEndpoint is { } endpoint)
                {
                    metrics.AddReader(provider => Push(endpoint, options.OtlpInterval, provider));
                }
            });
    }

    private static PeriodicExportingMetricReader Push(Uri endpoint, TimeSpan interval, IServiceProvider services) => new(
        new ReportedOtlpExporter(endpoint, interval, services.GetRequiredService<ILogger<ReportedOtlpExporter>>()),
        (int)interval.TotalMilliseconds);
}
