using System.Globalization;

namespace EchoActors.Admin.Pages;

/// <summary>Figures and times as the page writes them. Every time is UTC, with its date.</summary>
internal static class Format
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>A count: <c>12,345</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes, in powers of 1,000: <c>1.2 MB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (bytes >= 999.5 && unit < ByteUnits.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        var format = unit == 0 || bytes >= 99.95 ? "0" : "0.#";
        return $"{bytes.ToString(format, CultureInfo.InvariantCulture)} {ByteUnits[unit]}";
    }

    /// <summary>Bytes a second: <c>1.2 MB/s</c>.</summary>
    public static string Rate(double bytesPerSecond) => $"{Bytes(bytesPerSecond)}/s";

    /// <summary>A round trip: <c>85 µs</c>, <c>1.25 ms</c>; a dash where there is none.</summary>
    public static string RoundTrip(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalMicroseconds: < 999.5 } short_ => string.Create(CultureInfo.InvariantCulture, $"{short_.TotalMicroseconds:0} µs"),
        { TotalMilliseconds: < 9.995 } few => string.Create(CultureInfo.InvariantCulture, $"{few.TotalMilliseconds:0.##} ms"),
        { TotalMilliseconds: < 999.5 } many => string.Create(CultureInfo.InvariantCulture, $"{many.TotalMilliseconds:0.#} ms"),
        { } long_ => string.Create(CultureInfo.InvariantCulture, $"{long_.TotalSeconds:0.##} s"),
    };

    /// <summary>A part as a percentage: <c>0 %</c>, <c>2.5 %</c>.</summary>
    public static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.#} %");

    /// <summary>A value of a chart in one of its units; a dash where there is none.</summary>
    public static string Value(string unit, double? value) => (unit, value) switch
    {
        (_, null) => "–",
        ("duration", { } microseconds) => RoundTrip(TimeSpan.FromMicroseconds(microseconds)),
        ("percent", { } percent) => Percent(percent / 100),
        ("rate", { } bytes) => Rate(bytes),
        ("bytes", { } bytes) => Bytes(bytes),
        (_, { } count) => Count((long)count),
    };

    /// <summary>How long something has lasted: <c>42 s</c>, <c>3 min 5 s</c>, <c>2 h 10 min</c>, <c>4 d 3 h</c>.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { Ticks: < TimeSpan.TicksPerMinute } => $"{Math.Max(0, (int)age.TotalSeconds)} s",
        { Ticks: < TimeSpan.TicksPerHour } => $"{age.Minutes} min {age.Seconds} s",
        { Ticks: < TimeSpan.TicksPerDay } => $"{age.Hours} h {age.Minutes} min",
        _ => $"{age.Days} d {age.Hours} h",
    };

    /// <summary>A time in UTC: <c>2026-11-27 16:04:12</c>.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The name of a member of an enumeration as words: <c>ConnectionLimit</c> is "connection limit".</summary>
    public static string Name<TValue>(TValue value)
        where TValue : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));
}
