using HdrHistogram;

namespace EchoActors.Probing;

/// <summary>Histograms of durations in nanoseconds, from 1 ns to an hour, to three significant digits.</summary>
internal static class Histograms
{
    public const int Digits = 3;
    public const long Longest = 3_600_000_000_000;

    public static HistogramBase Create() =>
        HistogramFactory.With64BitBucketSize().WithValuesUpTo(Longest).WithPrecisionOf(Digits).Create();

    public static HistogramBase CreateConcurrent() =>
        HistogramFactory.With64BitBucketSize().WithValuesUpTo(Longest).WithPrecisionOf(Digits).WithThreadSafeWrites().Create();

    public static long Clamp(long nanoseconds) => Math.Clamp(nanoseconds, 1, Longest);

    /// <summary>The duration at or below which <paramref name="percentile"/> per cent lie; zero if there are none.</summary>
    public static TimeSpan Percentile(this HistogramBase histogram, double percentile) => histogram.TotalCount == 0
        ? TimeSpan.Zero
        : Duration(histogram.GetValueAtPercentile(percentile));

    public static TimeSpan Shortest(this HistogramBase histogram) => histogram.Percentile(0);

    public static TimeSpan LongestRecorded(this HistogramBase histogram) => histogram.Percentile(100);

    public static TimeSpan Mean(this HistogramBase histogram) =>
        histogram.TotalCount == 0 ? TimeSpan.Zero : Duration(histogram.GetMean());

    private static TimeSpan Duration(double nanoseconds) => TimeSpan.FromTicks((long)Math.Round(nanoseconds / 100));
}
