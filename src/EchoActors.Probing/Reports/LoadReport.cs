using EchoActors.Probing.Load;
using EchoActors.Probing.Verdicts;

namespace EchoActors.Probing.Reports;

/// <summary>
/// A load's result as other programs read it: the schema of <c>json</c>, documented in <c>docs/measuring.md</c>. Names
/// carry their units; a change that could break a reader raises <see cref="Version"/>.
/// </summary>
public sealed record LoadReport
{
    // Ten points for each halving of what is left above a percentile: enough for a smooth curve.
    private const int CurveTicks = 10;

    /// <summary>The version of the schema.</summary>
    public int Version { get; } = 2;

    /// <summary>The program that wrote it.</summary>
    public string Tool { get; } = "echoactors bench";

    /// <summary>The command as it was given.</summary>
    public required string CommandLine { get; init; }

    /// <summary>When the measurement began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Where it was made.</summary>
    public RunEnvironment Environment { get; init; } = RunEnvironment.Current;

    /// <summary>The load that was requested.</summary>
    public required LoadShape Load { get; init; }

    /// <summary>Why the measurement ended before its time, or <see langword="null"/>.</summary>
    public string? Partial { get; init; }

    /// <summary>How many connections were established, each counted as often as it was.</summary>
    public required int Connected { get; init; }

    /// <summary>The step that the result is about.</summary>
    public StepReport? Result { get; init; }

    /// <summary>Of a ramp or a search, the highest rate per second that held.</summary>
    public double? HighestRateHeldPerSecond { get; init; }

    /// <summary>All steps of a ramp or a search in order; one otherwise.</summary>
    public required IReadOnlyList<StepReport> Steps { get; init; }

    /// <summary>How many connections ended badly, by cause, from beginning to end.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>The first errors in words.</summary>
    public required IReadOnlyList<string> ErrorMessages { get; init; }

    /// <summary>Each threshold and its verdict.</summary>
    public required IReadOnlyList<VerdictReport> Thresholds { get; init; }

    /// <summary>The time line.</summary>
    public required IReadOnlyList<PointReport> Timeline { get; init; }

    /// <summary>The whole distribution of the result's latency.</summary>
    public required IReadOnlyList<PercentilePoint> PercentileCurve { get; init; }

    /// <summary>The report of <paramref name="result"/>.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="verdicts">The verdict on each threshold.</param>
    /// <param name="percentiles">Which percentiles it has, each above 0 and up to 100.</param>
    /// <param name="commandLine">The command as it was given.</param>
    public static LoadReport Of(
        LoadResult result, IReadOnlyList<Verdict> verdicts, IReadOnlyList<double> percentiles, string commandLine) => new()
        {
            CommandLine = commandLine,
            StartedAt = result.StartedAt,
            Load = LoadShape.Of(result.Options),
            Partial = result.Partial,
            Connected = result.Connected,
            Result = result.Headline is { } headline ? StepReport.Of(headline, result, percentiles) : null,
            HighestRateHeldPerSecond = result.BestHeld?.Step.Rate,
            Steps = [.. result.Steps.Select(step => StepReport.Of(step, result, percentiles))],
            Errors = result.Errors.ToDictionary(error => ErrorNames.Key(error.Key), error => error.Value),
            ErrorMessages = result.ErrorMessages,
            Thresholds = [.. verdicts.Select(verdict => new VerdictReport(verdict.Threshold.ToString(), verdict.Actual, verdict.Holds))],
            Timeline = [.. result.Points.Select(PointReport.Of)],
            PercentileCurve = Curve(result.Headline?.Latency),
        };

    private static IReadOnlyList<PercentilePoint> Curve(DurationHistogram? latency) => latency is null
        ? []
        : [.. latency.Curve(CurveTicks).Select(point => new PercentilePoint(point.Percentile, point.Duration.TotalMicroseconds))];
}

/// <summary>The load that was requested.</summary>
/// <param name="Target">The echo server.</param>
/// <param name="Connections">How many connections at once.</param>
/// <param name="Loop"><c>closed</c> or <c>open</c>.</param>
/// <param name="Pipeline">In a closed loop, outstanding messages on each connection.</param>
/// <param name="Churn">Whether each message was a connection of its own.</param>
/// <param name="MessageBytesLeast">The smallest message.</param>
/// <param name="MessageBytesMost">The largest message.</param>
/// <param name="WarmupSeconds">How long it ran before anything counted.</param>
public sealed record LoadShape(
    string Target,
    int Connections,
    string Loop,
    int? Pipeline,
    bool Churn,
    int MessageBytesLeast,
    int MessageBytesMost,
    double WarmupSeconds)
{
    internal static LoadShape Of(LoadOptions options)
    {
        var isClosed = options.Plan.Next([])?.Rate is null;
        return new LoadShape(
            options.Target.ToString(),
            options.Connections,
            isClosed ? "closed" : "open",
            isClosed ? options.Pipeline : null,
            options.Churn,
            options.Payload.Least,
            options.Payload.Most,
            options.Warmup.TotalSeconds);
    }
}

/// <summary>One threshold.</summary>
/// <param name="Threshold">As it was written.</param>
/// <param name="Actual">What was measured, with its unit.</param>
/// <param name="Holds">Whether it holds.</param>
public sealed record VerdictReport(string Threshold, string Actual, bool Holds);

/// <summary>One point of the percentile curve.</summary>
/// <param name="Percentile">0 to 100.</param>
/// <param name="LatencyMicroseconds">That share of latencies was at most this.</param>
public sealed record PercentilePoint(double Percentile, double LatencyMicroseconds);

/// <summary>One point of the time line.</summary>
/// <param name="StartSeconds">From the start of the measurement.</param>
/// <param name="LengthSeconds">How long it was.</param>
/// <param name="RequestedRatePerSecond">Sends per second that were due, in an open loop.</param>
/// <param name="AchievedRatePerSecond">Messages echoed.</param>
/// <param name="Errors">Connections that ended badly.</param>
/// <param name="P50Microseconds">The median latency; absent, as the figures after it, if nothing came back.</param>
/// <param name="P90Microseconds">90 % were at most this.</param>
/// <param name="P99Microseconds">99 % were at most this.</param>
/// <param name="MaxMicroseconds">The longest.</param>
public sealed record PointReport(
    double StartSeconds,
    double LengthSeconds,
    double? RequestedRatePerSecond,
    double AchievedRatePerSecond,
    long Errors,
    double? P50Microseconds,
    double? P90Microseconds,
    double? P99Microseconds,
    double? MaxMicroseconds)
{
    internal static PointReport Of(LoadPoint point) => new(
        Math.Round(point.Start.TotalSeconds, 3),
        Math.Round(point.Length.TotalSeconds, 3),
        point.RequestedRate,
        Math.Round(point.Rate, 1),
        point.Errors,
        point.P50?.TotalMicroseconds,
        point.P90?.TotalMicroseconds,
        point.P99?.TotalMicroseconds,
        point.Max?.TotalMicroseconds);
}
