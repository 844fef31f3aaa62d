using System.Globalization;
using EchoActors.Probing.Load;
using HdrHistogram;

namespace EchoActors.Probing.Reports;

/// <summary>
/// A load's result as comma-separated values (RFC 4180): a row for each interval of the time line, for each step, and
/// for the result. The columns are documented in <c>docs/measuring.md</c>.
/// </summary>
public static class CsvReport
{
    /// <summary>The version of the columns, which every row begins with.</summary>
    public const int Version = 1;

    private const string Columns =
        "version,kind,start_s,length_s,requested_rate_per_s,achieved_rate_per_s,sent,echoed,lost,dropped,errors,"
        + "min_us,mean_us,p50_us,p90_us,p99_us,p99.9_us,max_us,uncorrected_p99_us,send_delay_p99_us";

    /// <summary>Writes all rows.</summary>
    public static void Write(LoadResult result, TextWriter writer)
    {
        writer.Write(Columns + "\r\n");
        foreach (var point in result.Points)
        {
            Row(
                writer, "interval", point.Start.TotalSeconds, point.Length.TotalSeconds, point.RequestedRate, point.Rate,
                null, null, null, null, point.Errors,
                null, null, point.P50.TotalMicroseconds, point.P90.TotalMicroseconds, point.P99.TotalMicroseconds, null,
                point.Max.TotalMicroseconds, null, null);
        }

        foreach (var step in result.Steps)
        {
            Row(writer, "step", step);
        }

        if (result.Headline is { } headline)
        {
            Row(writer, "result", headline);
        }
    }

    private static void Row(TextWriter writer, string kind, LoadMeasurement step) => Row(
        writer, kind, null, step.Elapsed.TotalSeconds, step.Step.Rate, step.Rate,
        step.Counts.Sent, step.Counts.Echoed, step.Counts.Lost, step.Counts.Dropped, step.ErrorCount,
        step.Latency.Shortest().TotalMicroseconds, step.Latency.Mean().TotalMicroseconds,
        At(step.Latency, 50), At(step.Latency, 90), At(step.Latency, 99), At(step.Latency, 99.9), At(step.Latency, 100),
        At(step.Uncorrected, 99), At(step.SendDelay, 99));

    private static double? At(HistogramBase? histogram, double percentile) =>
        histogram?.Percentile(percentile).TotalMicroseconds;

    private static void Row(TextWriter writer, string kind, params double?[] figures) => writer.Write(
        string.Create(CultureInfo.InvariantCulture, $"{Version},{kind},")
        + string.Join(',', figures.Select(figure => figure?.ToString("0.###", CultureInfo.InvariantCulture)))
        + "\r\n");
}
