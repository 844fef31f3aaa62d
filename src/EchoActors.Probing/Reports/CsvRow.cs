using CsvHelper.Configuration.Attributes;
using EchoActors.Probing.Load;

namespace EchoActors.Probing.Reports;

/// <summary>A row of <see cref="CsvReport"/>. Columns are in the order of the properties; null is an empty field.</summary>
internal sealed record CsvRow
{
    public const int CurrentVersion = 2;

    private const string Number = "0.###";

    [Name("version")]
    public int Version { get; } = CurrentVersion;

    [Name("kind")]
    public required string Kind { get; init; }

    [Name("start_s"), Format(Number)]
    public double? Start { get; init; }

    [Name("length_s"), Format(Number)]
    public required double Length { get; init; }

    [Name("requested_rate_per_s"), Format(Number)]
    public required double? RequestedRate { get; init; }

    [Name("achieved_rate_per_s"), Format(Number)]
    public required double AchievedRate { get; init; }

    [Name("sent")]
    public long? Sent { get; init; }

    [Name("echoed")]
    public long? Echoed { get; init; }

    [Name("lost")]
    public long? Lost { get; init; }

    [Name("dropped")]
    public long? Dropped { get; init; }

    [Name("errors")]
    public required long Errors { get; init; }

    [Name("min_us"), Format(Number)]
    public double? Min { get; init; }

    [Name("mean_us"), Format(Number)]
    public double? Mean { get; init; }

    [Name("p50_us"), Format(Number)]
    public required double? P50 { get; init; }

    [Name("p90_us"), Format(Number)]
    public required double? P90 { get; init; }

    [Name("p99_us"), Format(Number)]
    public required double? P99 { get; init; }

    [Name("p99.9_us"), Format(Number)]
    public double? P999 { get; init; }

    [Name("max_us"), Format(Number)]
    public required double? Max { get; init; }

    [Name("uncorrected_p99_us"), Format(Number)]
    public double? UncorrectedP99 { get; init; }

    [Name("send_delay_p99_us"), Format(Number)]
    public double? SendDelayP99 { get; init; }

    public static CsvRow Of(LoadPoint point) => new()
    {
        Kind = "interval",
        Start = point.Start.TotalSeconds,
        Length = point.Length.TotalSeconds,
        RequestedRate = point.RequestedRate,
        AchievedRate = point.Rate,
        Errors = point.Errors,
        P50 = point.P50?.TotalMicroseconds,
        P90 = point.P90?.TotalMicroseconds,
        P99 = point.P99?.TotalMicroseconds,
        Max = point.Max?.TotalMicroseconds,
    };

    public static CsvRow Of(string kind, LoadMeasurement step) => new()
    {
        Kind = kind,
        Length = step.Elapsed.TotalSeconds,
        RequestedRate = step.Step.Rate,
        AchievedRate = step.Rate,
        Sent = step.Counts.Sent,
        Echoed = step.Counts.Echoed,
        Lost = step.Counts.Lost,
        Dropped = step.Step.Rate is null ? null : step.Counts.Dropped,
        Errors = step.ErrorCount,
        Min = step.Latency.Shortest?.TotalMicroseconds,
        Mean = step.Latency.Mean?.TotalMicroseconds,
        P50 = step.Latency.Percentile(50)?.TotalMicroseconds,
        P90 = step.Latency.Percentile(90)?.TotalMicroseconds,
        P99 = step.Latency.Percentile(99)?.TotalMicroseconds,
        P999 = step.Latency.Percentile(99.9)?.TotalMicroseconds,
        Max = step.Latency.Longest?.TotalMicroseconds,
        UncorrectedP99 = step.Uncorrected?.Percentile(99)?.TotalMicroseconds,
        SendDelayP99 = step.SendDelay?.Percentile(99)?.TotalMicroseconds,
    };
}
