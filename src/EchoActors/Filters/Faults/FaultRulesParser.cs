using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EchoActors.Filters;

/// <summary>Reads the text of <see cref="FaultRules"/>: items <c>name[=value][:probability]</c> between commas.</summary>
internal static class FaultRulesParser
{
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(1);

    private static readonly string Known = string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => kind.Name()));

    /// <inheritdoc cref="FaultRules.TryParse"/>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out FaultRules? rules, [NotNullWhen(false)] out string? mistake)
    {
        rules = null;
        try
        {
            rules = Parse(text);
            mistake = null;
        }
        catch (FormatException e)
        {
            mistake = e.Message;
        }

        return rules is not null;
    }

    private static FaultRules Parse(string text)
    {
        string[] items = string.IsNullOrWhiteSpace(text) ? [] : [.. text.Split(',').Select(item => item.Trim())];
        var rules = new Dictionary<FaultKind, FaultRule>();
        ulong? seed = null;
        TimeSpan? expires = null;
        foreach (var item in items)
        {
            var name = item.Split('=', ':')[0].Trim();
            switch (name)
            {
                case "seed" when seed is null:
                    seed = Seed(item);
                    break;
                case "expires" when expires is null:
                    expires = Expires(item);
                    break;
                case "seed" or "expires":
                    throw new FormatException($"'{name}' stands twice in the list of faults: name it once.");
                default:
                    var rule = Rule(name, item);
                    if (!rules.TryAdd(rule.Kind, rule))
                    {
                        throw new FormatException($"'{name}' stands twice in the list of faults: name it once.");
                    }

                    break;
            }
        }

        if (rules.Count == 0 && items.Length > 0)
        {
            throw new FormatException($"'{items[0]}' stands without a fault: add one of {Known}.");
        }

        FaultContradictions.Refuse(rules);
        return new FaultRules(string.Join(',', items), rules, seed, expires);
    }

    private static FaultRule Rule(string name, string item)
    {
        var kinds = Enum.GetValues<FaultKind>().Where(kind => kind.Name() == name).ToArray();
        if (kinds is not [var kind])
        {
            throw new FormatException($"'{item}' is no fault: write one of {Known}, or seed=N, expires=60s.");
        }

        var rest = item[name.Length..].Trim();
        var probability = 1.0;
        if (rest.EndsWith('%') && rest.LastIndexOf(':') is >= 0 and var colon)
        {
            probability = Probability(item, rest[(colon + 1)..^1].Trim());
            rest = rest[..colon].Trim();
        }

        var value = rest.StartsWith('=') ? rest[1..].Trim() : null;
        if (value is null && rest.Length > 0)
        {
            throw Wrong(item, name, Example(kind));
        }

        return Rule(kind, value, probability) ?? throw Wrong(item, name, Example(kind));
    }

    private static FaultRule? Rule(FaultKind kind, string? value, double probability) => (kind, value) switch
    {
        (FaultKind.Delay, { } text) => Delay(text, probability),
        (FaultKind.Throttle, { } text) => Throttle(text, probability),
        (FaultKind.Slice, { } text) => Slice(text, probability),
        (FaultKind.Stall, { } text) => Stall(text, probability),
        (FaultKind.Truncate or FaultKind.Reset, { } text) => TryOffset(text, out var offset) ? new CutRule(kind, probability, offset) : null,
        (FaultKind.Reset or FaultKind.Corrupt or FaultKind.Duplicate or FaultKind.Swallow or FaultKind.Refuse or FaultKind.NoClose, null) =>
            new FaultRule(kind, probability),
        _ => null,
    };

    private static DelayRule? Delay(string text, double probability)
    {
        const string Exponential = "exp:";
        if (text.StartsWith(Exponential, StringComparison.Ordinal))
        {
            return TryDuration(text[Exponential.Length..], out var mean) ? new DelayRule(probability, mean, TimeSpan.Zero, IsExponential: true) : null;
        }

        var parts = text.Replace("+-", "±", StringComparison.Ordinal).Split('±');
        var spread = TimeSpan.Zero;
        return parts.Length <= 2 && TryDuration(parts[0], out var middle)
            && (parts.Length == 1 || (TryDuration(parts[1], out spread) && spread <= middle))
            ? new DelayRule(probability, middle, spread, IsExponential: false)
            : null;
    }

    private static ThrottleRule? Throttle(string text, double probability) =>
        text.EndsWith("/s", StringComparison.Ordinal) && Quantity.TryParseSize(text[..^2], out var rate) && rate > 0
            ? new ThrottleRule(probability, rate)
            : null;

    private static SliceRule? Slice(string text, double probability)
    {
        var ends = text.Split("..");
        return ends.Length <= 2 && Quantity.TryParseSize(ends[0], out var least) && Quantity.TryParseSize(ends[^1], out var most)
            && least > 0 && least <= most && most <= int.MaxValue
            ? new SliceRule(probability, (int)least, (int)most)
            : null;
    }

    private static StallRule? Stall(string text, double probability)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var offset = 0L;
        return TryDuration(at < 0 ? text : text[..at], out var duration) && (at < 0 || TryOffset(text[at..], out offset))
            ? new StallRule(probability, duration, offset)
            : null;
    }

    private static bool TryOffset(string text, out long offset)
    {
        offset = 0;
        return text.StartsWith('@') && Quantity.TryParseSize(text[1..], out offset);
    }

    private static bool TryDuration(string text, out TimeSpan duration) =>
        Quantity.TryParseDuration(text, out duration) && duration > TimeSpan.Zero && duration <= LongestDuration;

    private static double Probability(string item, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100
            ? percent / 100
            : throw new FormatException($"'{text}%' in '{item}' is no probability: write 0% to 100%, for example 0.1%.");

    private static ulong Seed(string item) =>
        item.Split('=', 2) is [_, var text] && ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw Wrong(item, "seed", "seed=7");

    private static TimeSpan Expires(string item) =>
        item.Split('=', 2) is [_, var text] && TryDuration(text, out var duration) ? duration : throw Wrong(item, "expires", "expires=60s");

    private static FormatException Wrong(string item, string name, string example) =>
        new($"'{item}' is not how to write {name}: write for example {example}.");

    private static string Example(FaultKind kind) => kind switch
    {
        FaultKind.Delay => "delay=20ms, delay=20ms±5ms or delay=exp:20ms, at most 24h, and :50% for half of the chunks",
        FaultKind.Throttle => "throttle=64KiB/s",
        FaultKind.Slice => "slice=1..7, at least 1 byte",
        FaultKind.Stall => "stall=5s@1MB, at most 24h",
        FaultKind.Truncate => "truncate=@10KiB",
        FaultKind.Reset => "reset=@10KiB or reset:0.1%",
        _ => $"{kind.Name()} or {kind.Name()}:1%",
    };
}
