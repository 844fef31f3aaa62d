using System.Globalization;

namespace EchoActors;

/// <summary>
/// Durations, sizes and counts as people write them: <c>500ms</c>, <c>64KiB</c>, <c>10k</c>. The one reading of such
/// text, for configuration files and command lines alike. Letters may be of either case, except that <c>m</c> is a minute
/// in a duration and a million in a count.
/// </summary>
internal static class Quantity
{
    private static readonly (string Unit, double Factor)[] Durations =
    [
        ("us", 1e-6), ("µs", 1e-6), ("micros", 1e-6), ("microseconds", 1e-6),
        ("ms", 1e-3), ("millis", 1e-3), ("milliseconds", 1e-3),
        ("s", 1), ("second", 1), ("seconds", 1),
        ("m", 60), ("min", 60), ("minute", 60), ("minutes", 60),
        ("h", 3600), ("hour", 3600), ("hours", 3600),
        ("d", 86400), ("day", 86400), ("days", 86400),
    ];

    private static readonly (string Unit, double Factor)[] Sizes =
    [
        ("", 1), ("b", 1), ("byte", 1), ("bytes", 1),
        ("k", 1024), ("kib", 1024), ("kb", 1e3),
        ("m", 1048576), ("mib", 1048576), ("mb", 1e6),
        ("g", 1073741824), ("gib", 1073741824), ("gb", 1e9),
    ];

    private static readonly (string Unit, double Factor)[] Counts =
        [("", 1), ("k", 1e3), ("m", 1e6), ("g", 1e9)];

    /// <summary>Reads a duration such as <c>250us</c>, <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1.5h</c>; a unit is required.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TryParse(text, Durations, out var seconds) || seconds > TimeSpan.MaxValue.TotalSeconds / 2)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>
    /// Reads a size in bytes such as <c>512</c>, <c>64KiB</c> (1,024 each), <c>1MB</c> (1,000,000); a bare <c>k</c>,
    /// <c>m</c> or <c>g</c> is the binary unit.
    /// </summary>
    public static bool TryParseSize(string text, out long bytes) => TryParseWhole(text, Sizes, out bytes);

    /// <summary>Reads a count such as <c>100</c>, <c>10k</c> (10,000) or <c>1m</c> (1,000,000).</summary>
    public static bool TryParseCount(string text, out long count) => TryParseWhole(text, Counts, out count);

    /// <summary>A duration for a sentence: <c>24 d</c>, <c>3 s</c>, <c>500 ms</c>, <c>250 µs</c>.</summary>
    public static string Format(TimeSpan duration) => duration.Ticks >= TimeSpan.TicksPerDay && duration.Ticks % TimeSpan.TicksPerDay == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalDays:#,0} d")
        : duration.TotalSeconds >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:#,0.###} s")
            : duration.TotalMilliseconds >= 1
                ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###} ms")
                : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMicroseconds:0.#} µs");

    /// <summary>A duration as in a sentence, or a dash if there is none.</summary>
    public static string Format(TimeSpan? duration) => duration is { } known ? Format(known) : "–";

    private static bool TryParseWhole(string text, (string Unit, double Factor)[] units, out long value)
    {
        value = 0;
        if (!TryParse(text, units, out var exact) || exact > 1L << 53 || exact != Math.Floor(exact))
        {
            return false;
        }

        value = (long)exact;
        return true;
    }

    private static bool TryParse(string text, (string Unit, double Factor)[] units, out double value)
    {
        text = text.Trim();
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        var unit = text[digits..].TrimStart();
        var known = Array.FindIndex(units, u => u.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase));
        if (known < 0
            || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
        {
            value = 0;
            return false;
        }

        value *= units[known].Factor;
        return true;
    }
}
