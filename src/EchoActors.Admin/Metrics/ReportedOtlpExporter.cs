using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace EchoActors.Admin.Metrics;

/// <summary>
/// Pushes metrics by OTLP, and logs when the collector stops taking them and when it takes them again. OpenTelemetry's
/// environment variables for headers and certificates hold.
/// </summary>
internal sealed class ReportedOtlpExporter(Uri endpoint, TimeSpan interval, ILogger<ReportedOtlpExporter> log)
    : OtlpMetricExporter(new OtlpExporterOptions { Endpoint = endpoint, Protocol = OtlpExportProtocol.Grpc })
{
    private bool _failing;

    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var result = base.Export(metrics);
        var failed = result == ExportResult.Failure;
        if (failed && !_failing)
        {
            log.LogWarning(
                "metrics can't be pushed to {Endpoint}: no OTLP collector takes them there; the next attempt is in {Interval}",
                endpoint,
                Quantity.Format(interval));
        }
        else if (_failing && !failed)
        {
            log.LogInformation("metrics are pushed to {Endpoint} again", endpoint);
        }

        _failing = failed;
        return result;
    }
}
