using HdrHistogram;

namespace EchoActors.Probing;

/// <summary>Histograms of durations in nanoseconds, from 1 ns to an hour, to three significant digits, read as durations.</summary>
public static class Histograms
{
    internal const int Digits = 3;
    internal const long Longest = 3_600_000_000_000;

    internal static HistogramBase Create() =>
        HistogramFactory.With64BitBucketSize().WithValuesUpTo(Longest).WithPrecisionOf(Digits).Create();

    internal static HistogramBase CreateConcurrent() =>
        HistogramFactory.With64BitBucketSize().WithValuesUpTo(Longest).WithPrecisionOf(Digits).WithThreadSafeWrites().Create();

    internal static long Clamp(long nanoseconds) => Math.Clamp(nanoseconds, 1, Longest);

    /// <summary>The duration at or below which <paramref name="percentile"/> per cent lie; zero if there are none.</summary>
    public static TimeSpan Percentile(this HistogramBase histogram, double percentile) => histogram.TotalCount == 0
        ? TimeSpan.Zero
        : Duration(histogram.GetValueAtPercentile(percentile));

    /// <summary>The shortest duration; zero if there are none.</summary>
    public static TimeSpan Shortest(this HistogramBase histogram) => histogram.Percentile(0);

    /// <summary>The longest duration; zero if there are none.</summary>
    public static TimeSpan LongestRecorded(this HistogramBase histogram) => histogram.Percentile(100);

    /// <summary>The mean duration; zero if there are none.</summary>
    public static TimeSpan Mean(this HistogramBase histogram) =>
        histogram.TotalCount == 0 ? TimeSpan.Zero : Duration(histogram.GetMean());

    private static TimeSpan Duration(double nanoseconds) => TimeSpan.FromTicks((long)Math.Round(nanoseconds / 100));
}
