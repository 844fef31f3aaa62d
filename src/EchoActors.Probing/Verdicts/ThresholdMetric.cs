using System.Globalization;
using EchoActors.Probing.Load;

namespace EchoActors.Probing.Verdicts;

/// <summary>A figure that a threshold can be set on, and how its limit is read and shown.</summary>
internal sealed record ThresholdMetric(string Name, ThresholdMetric.Unit In, Func<LoadMeasurement, long, double?> Measure)
{
    public enum Unit
    {
        Time,
        PerSecond,
        Count,
    }

    private static readonly ThresholdMetric[] Named =
    [
        new("min", Unit.Time, (m, _) => m.Latency.Shortest?.TotalSeconds),
        new("mean", Unit.Time, (m, _) => m.Latency.Mean?.TotalSeconds),
        new("max", Unit.Time, (m, _) => m.Latency.Longest?.TotalSeconds),
        new("rate", Unit.PerSecond, (m, _) => m.Rate),
        new("errors", Unit.Count, (_, errors) => errors),
        new("lost", Unit.Count, (m, _) => m.Counts.Lost),
        new("dropped", Unit.Count, (m, _) => m.Counts.Dropped),
    ];

    public static string Names { get; } = "p50, p99, p99.9 (any percentile), " + string.Join(", ", Named.Select(metric => metric.Name));

    public string LimitKind => In switch
    {
        Unit.Time => "a duration",
        Unit.PerSecond => "a number of messages per second",
        _ => "a whole number",
    };

    public string Example => In switch
    {
        Unit.Time => $"{Name}<5ms",
        Unit.PerSecond => $"{Name}>=10k",
        _ => $"{Name}==0",
    };

    public static ThresholdMetric? Find(string name)
    {
        if (Array.Find(Named, metric => metric.Name == name) is { } named)
        {
            return named;
        }

        return name.StartsWith('p')
            && double.TryParse(name[1..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percentile)
            && percentile is > 0 and <= 100
                ? new ThresholdMetric(name, Unit.Time, (m, _) => m.Latency.Percentile(percentile)?.TotalSeconds)
                : null;
    }

    public bool TryReadLimit(string text, out double limit)
    {
        if (In == Unit.Time)
        {
            var isDuration = Quantity.TryParseDuration(text, out var duration);
            limit = duration.TotalSeconds;
            return isDuration;
        }

        var isCount = Quantity.TryParseCount(text, out var count);
        limit = count;
        return isCount;
    }

    public string Show(double value) => In switch
    {
        Unit.Time => Quantity.Format(TimeSpan.FromSeconds(value)),
        Unit.PerSecond => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.#} messages/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:#,0}"),
    };
}
