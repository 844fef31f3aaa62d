using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EchoActors.Configuration;
using EchoActors.Probing;
using EchoActors.Probing.Verdicts;

namespace EchoActors.Cli;

/// <summary>The options of <c>bench</c> that are made of parts; what can't be read is pointed at.</summary>
internal static class BenchOptionParsers
{
    private delegate bool Reader<T>(string text, out T value);

    public sealed record RampSpan(long From, long To, TimeSpan Duration);

    public sealed record SizeRange(int Least, int Most);

    public static Option<RampSpan?> Ramp(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FROM:TO:DURATION",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var parts = Parts(text);
            if (parts.Count != 3)
            {
                return Mistaken<RampSpan>(result, new ReadingMistake(text, text.Length, $"{name} has three parts, FROM:TO:DURATION, for example 1k:50k:30s."));
            }

            return Part<long>(name, text, parts[0], Quantity.TryParseCount, v => v > 0, "a rate per second, for example 1k", result) is { } from
                && Part<long>(name, text, parts[1], Quantity.TryParseCount, v => v > from, $"a rate per second above {parts[0].Text}", result) is { } to
                && Part<TimeSpan>(name, text, parts[2], Quantity.TryParseDuration, v => v.TotalSeconds >= 1 && v <= Setting.LongestDuration, "a duration from 1 s to 24 d, for example 30s", result) is { } duration
                    ? new RampSpan(from, to, duration)
                    : null;
        },
    };

    public static Option<SizeRange?> Size(string name, string description, int most) => new(name)
    {
        Description = description,
        HelpName = "SIZE|MIN:MAX",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var parts = Parts(text);
            if (parts.Count > 2)
            {
                return Mistaken<SizeRange>(result, new ReadingMistake(text, parts[2].Offset, $"{name} is a size or a range MIN:MAX, for example 64 or 64:4KiB."));
            }

            var right = $"a size from 1 to {most:N0} bytes, for example 64KiB";
            var least = Part<long>(name, text, parts[0], Quantity.TryParseSize, v => v >= 1 && v <= most, right, result);
            if (least is null || parts.Count == 1)
            {
                return least is null ? null : new SizeRange((int)least, (int)least);
            }

            return Part<long>(name, text, parts[1], Quantity.TryParseSize, v => v >= least && v <= most, $"{right}, and no less than {parts[0].Text}", result) is { } greatest
                ? new SizeRange((int)least, (int)greatest)
                : null;
        },
    };

    public static Option<double[]?> Percentiles(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "P,P,...",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var percentiles = new List<double>();
            foreach (var part in Parts(text, ','))
            {
                if (Part<double>(name, text, part, TryParsePercentile, v => v is > 0 and <= 100, "a percentile above 0 and up to 100, for example 99.9", result) is not { } percentile)
                {
                    return null;
                }

                percentiles.Add(percentile);
            }

            return [.. percentiles];
        },
    };

    public static Option<Threshold[]> Thresholds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "EXPR",
        CustomParser = result => [.. result.Tokens.Select(token => ReadThreshold(name, token.Value, result)).OfType<Threshold>()],
    };

    public static Option<Threshold?> Threshold(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "EXPR",
        CustomParser = result => ReadThreshold(name, result.Tokens[0].Value, result),
    };

    private static Threshold? ReadThreshold(string name, string text, ArgumentResult result)
    {
        if (Probing.Verdicts.Threshold.TryParse(text, out var threshold, out var mistake))
        {
            return threshold;
        }

        return Mistaken<Threshold>(result, mistake with { Message = $"{name}: {mistake.Message}" });
    }

    private static List<(string Text, int Offset)> Parts(string text, char separator = ':')
    {
        var parts = new List<(string, int)>();
        var offset = 0;
        foreach (var part in text.Split(separator))
        {
            parts.Add((part, offset));
            offset += part.Length + 1;
        }

        return parts;
    }

    private static T? Part<T>(
        string name, string text, (string Text, int Offset) part, Reader<T> read, Func<T, bool> isRight, string right, ArgumentResult result)
        where T : struct
    {
        if (read(part.Text, out var value) && isRight(value))
        {
            return value;
        }

        result.AddError(new ReadingMistake(text, part.Offset, $"{name}: '{part.Text}' is not {right}.").ToString());
        return null;
    }

    private static T? Mistaken<T>(ArgumentResult result, ReadingMistake mistake)
        where T : class
    {
        result.AddError(mistake.ToString());
        return null;
    }

    private static bool TryParsePercentile(string text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
