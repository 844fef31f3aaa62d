using System.Globalization;

namespace EchoActors.Configuration;

/// <summary>
/// One setting: its name and the values it may have. A HOCON file, an options record and a command-line flag are checked by
/// the same one, so that the error message of a wrong value is the same wherever it enters.
/// </summary>
/// <typeparam name="T">The kind of its value.</typeparam>
internal sealed record Setting<T>(string Name, Setting<T>.Parser Parse, Func<T, string> Format, T Least, T Most, Func<string, string> Expected)
    where T : struct, IComparable<T>
{
    internal delegate bool Parser(string text, out T value);

    /// <summary>Reads <paramref name="text"/>, if it is a value that the setting may have.</summary>
    public bool TryRead(string text, out T value) => Parse(text, out value) && Allows(value);

    /// <summary>The sentence for a value that it may not have; <paramref name="words"/> are those that it may have instead.</summary>
    public string Mistake(string text, params string[] words) =>
        $"{Name} is '{text}': it must be {Expected(text)}{string.Concat(words.Select(word => $", or {word}"))}.";

    /// <summary>Accepts a value of an options record.</summary>
    /// <exception cref="SettingsException">The value is out of range; the message names the setting.</exception>
    public void Require(T value)
    {
        if (!Allows(value))
        {
            throw new SettingsException(Mistake(Format(value)));
        }
    }

    /// <summary>Accepts a value of an options record where <see langword="null"/> stands for <c>off</c>.</summary>
    /// <exception cref="SettingsException">The value is out of range; the message names the setting.</exception>
    public void RequireOrOff(T? value)
    {
        if (value is { } given && !Allows(given))
        {
            throw new SettingsException(Mistake(Format(given), "off"));
        }
    }

    private bool Allows(T value) => value.CompareTo(Least) >= 0 && value.CompareTo(Most) <= 0;
}

/// <summary>The kinds of settings.</summary>
internal static class Setting
{
    /// <summary>
    /// The longest duration. The runtime's timers, and some options of sockets, count milliseconds in 31 bits (24.8 days). The
    /// difference is room for additions to a duration, such as the margin of a shutdown.
    /// </summary>
    public static readonly TimeSpan LongestDuration = TimeSpan.FromDays(24);

    public static Setting<TimeSpan> Duration(string name, TimeSpan least) => Duration(name, least, LongestDuration);

    public static Setting<TimeSpan> Duration(string name, TimeSpan least, TimeSpan most) => new(
        name, Quantity.TryParseDuration, Quantity.Format, least, most,
        text => $"a duration from {Quantity.Format(least)} to {Quantity.Format(most)}, for example {Example(text, least, most)}");

    // Of a number without a unit, the same number of seconds.
    private static string Example(string text, TimeSpan least, TimeSpan most) =>
        text.All(char.IsAsciiDigit) && Quantity.TryParseDuration($"{text}s", out var seconds) && seconds >= least && seconds <= most ? $"{text}s" : "10s";

    /// <summary>A duration of at least 1 ms.</summary>
    public static Setting<TimeSpan> Duration(string name) => Duration(name, TimeSpan.FromMilliseconds(1));

    public static Setting<int> Count(string name, int least, int most) => Whole(
        name, Quantity.TryParseCount, least, most, _ => $"a whole number from {least:N0} to {most:N0}");

    public static Setting<long> LongCount(string name, long least, long most) => new(
        name, Quantity.TryParseCount, value => value.ToString(CultureInfo.InvariantCulture), least, most,
        _ => $"a whole number from {least:N0} to {most:N0}");

    public static Setting<int> Size(string name, int least, int most) => Whole(
        name, Quantity.TryParseSize, least, most, _ => $"a size from {least:N0} to {most:N0} bytes, for example 64KiB");

    public static Setting<double> Number(string name, double least, double most) => new(
        name,
        (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value),
        value => value.ToString(CultureInfo.InvariantCulture),
        least,
        most,
        _ => string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    private static Setting<int> Whole(string name, Setting<long>.Parser parse, int least, int most, Func<string, string> expected) => new(
        name,
        (string text, out int value) =>
        {
            var isRead = parse(text, out var whole) && whole is >= int.MinValue and <= int.MaxValue;
            value = isRead ? (int)whole : 0;
            return isRead;
        },
        value => value.ToString(CultureInfo.InvariantCulture),
        least,
        most,
        expected);
}
