using System.Diagnostics.CodeAnalysis;
using EchoActors.Probing.Load;

namespace EchoActors.Probing.Verdicts;

/// <summary>
/// A condition on a measurement, written <c>p99&lt;5ms</c>, <c>errors==0</c> or <c>rate&gt;=10k</c>: a metric, a
/// comparison and a limit.
/// </summary>
public sealed class Threshold
{
    private static readonly string[] Comparisons = ["<=", ">=", "==", "!=", "<", ">"];

    private readonly string _text;
    private readonly string _comparison;
    private readonly double _limit;
    private readonly ThresholdMetric _metric;

    private Threshold(string text, ThresholdMetric metric, string comparison, double limit)
    {
        _text = text;
        _metric = metric;
        _comparison = comparison;
        _limit = limit;
    }

    /// <summary>The metric: <c>p50</c>, <c>min</c>, <c>mean</c>, <c>max</c>, <c>rate</c>, <c>errors</c>, <c>lost</c> or <c>dropped</c>.</summary>
    public string Metric => _metric.Name;

    /// <summary>Reads a threshold, or says where and why it can't be read.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out Threshold? threshold, [NotNullWhen(false)] out ReadingMistake? mistake)
    {
        threshold = null;
        mistake = null;
        var at = text.AsSpan().IndexOfAny("<>=!");
        var name = (at < 0 ? text : text[..at]).Trim();
        var comparison = at < 0 ? null : Array.Find(Comparisons, known => string.CompareOrdinal(text, at, known, 0, known.Length) == 0);
        if (ThresholdMetric.Find(name) is not { } metric)
        {
            mistake = new ReadingMistake(text, text.Length - text.TrimStart().Length, $"'{name}' is not a metric: write one of {ThresholdMetric.Names}.");
        }
        else if (comparison is null)
        {
            mistake = new ReadingMistake(
                text, at < 0 ? text.Length : at, $"'{name}' is compared with nothing: write {string.Join(", ", Comparisons)} and a limit, for example {metric.Example}.");
        }
        else
        {
            var limit = text[(at + comparison.Length)..];
            if (metric.TryReadLimit(limit, out var value))
            {
                threshold = new Threshold(text, metric, comparison, value);
            }
            else
            {
                var offset = text.Length - limit.TrimStart().Length;
                mistake = new ReadingMistake(text, offset, $"'{limit.Trim()}' is not {metric.LimitKind}: for example {metric.Example}.");
            }
        }

        return threshold is not null;
    }

    /// <summary>Whether the threshold holds for one step by itself.</summary>
    public Verdict Judge(LoadMeasurement measurement) => Judge(measurement, measurement.ErrorCount);

    /// <summary>Whether the threshold holds for the result as a whole. It does not hold where nothing was measured.</summary>
    public Verdict Judge(LoadResult result) => result.Headline is { } headline
        ? Judge(headline, result.ErrorCount)
        : new Verdict(this, "unknown because nothing was measured", false);

    /// <summary>The threshold as it was written.</summary>
    public override string ToString() => _text;

    private Verdict Judge(LoadMeasurement measurement, long errors)
    {
        if (_metric.Measure(measurement, errors) is not { } actual)
        {
            return new Verdict(this, "unknown because nothing came back", false);
        }

        var holds = _comparison switch
        {
            "<" => actual < _limit,
            "<=" => actual <= _limit,
            ">" => actual > _limit,
            ">=" => actual >= _limit,
            "==" => actual.Equals(_limit),
            _ => !actual.Equals(_limit),
        };
        return new Verdict(this, _metric.Show(actual), holds);
    }
}
