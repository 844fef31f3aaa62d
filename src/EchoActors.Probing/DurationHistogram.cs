using HdrHistogram;

namespace EchoActors.Probing;

/// <summary>
/// Durations from 1 ns to an hour. The shortest, the longest and the mean are exact; percentiles have one to three
/// significant digits and lie between the shortest and the longest. Any thread may record.
/// </summary>
public sealed class DurationHistogram
{
    internal const int MostDigits = 3;

    private const long LongestNanoseconds = 3_600_000_000_000;

    private long _shortest = long.MaxValue;
    private long _longest;
    private long _sum;

    internal DurationHistogram(int digits = MostDigits) => Counts = HistogramFactory.With64BitBucketSize()
        .WithValuesUpTo(LongestNanoseconds).WithPrecisionOf(digits).WithThreadSafeWrites().Create();

    /// <summary>How many durations were recorded.</summary>
    public long Count => Counts.TotalCount;

    /// <summary>The shortest duration, or <see langword="null"/> if there is none.</summary>
    public TimeSpan? Shortest => Count == 0 ? null : Duration(_shortest);

    /// <summary>The longest duration, or <see langword="null"/> if there is none.</summary>
    public TimeSpan? Longest => Count == 0 ? null : Duration(_longest);

    /// <summary>The mean duration, or <see langword="null"/> if there is none.</summary>
    public TimeSpan? Mean => Count == 0 ? null : Duration((double)_sum / Count);

    /// <summary>How many durations fell into each bucket of nanoseconds.</summary>
    internal HistogramBase Counts { get; }

    /// <summary>
    /// The duration that <paramref name="percentile"/> per cent of all durations do not exceed, or <see langword="null"/>
    /// if there is none.
    /// </summary>
    /// <param name="percentile">0 to 100.</param>
    public TimeSpan? Percentile(double percentile) =>
        Count == 0 ? null : Duration(Within(Counts.GetValueAtPercentile(percentile)));

    /// <summary>The whole distribution: percentiles, each with the duration that it does not exceed.</summary>
    /// <param name="ticks">How many points there are for each halving of the distance to 100 per cent.</param>
    internal IEnumerable<(double Percentile, TimeSpan Duration)> Curve(int ticks) => Count == 0
        ? []
        : Counts.Percentiles(ticks).Select(step => (step.PercentileLevelIteratedTo, Duration(Within(step.ValueIteratedTo))));

    internal void Record(TimeSpan duration) => Record((long)duration.TotalNanoseconds);

    internal void Record(long nanoseconds)
    {
        nanoseconds = Math.Clamp(nanoseconds, 1, LongestNanoseconds);
        Lower(ref _shortest, nanoseconds);
        Raise(ref _longest, nanoseconds);
        Interlocked.Add(ref _sum, nanoseconds);
        Counts.RecordValue(nanoseconds);
    }

    // A bucket holds all durations with the same first digits: its edge may be outside of the recorded range.
    private long Within(long nanoseconds) => Math.Clamp(nanoseconds, _shortest, _longest);

    private static void Lower(ref long shortest, long value)
    {
        long seen;
        do
        {
            seen = Volatile.Read(ref shortest);
        }
        while (value < seen && Interlocked.CompareExchange(ref shortest, value, seen) != seen);
    }

    private static void Raise(ref long longest, long value)
    {
        long seen;
        do
        {
            seen = Volatile.Read(ref longest);
        }
        while (value > seen && Interlocked.CompareExchange(ref longest, value, seen) != seen);
    }

    private static TimeSpan Duration(double nanoseconds) =>
        TimeSpan.FromTicks((long)Math.Round(nanoseconds / TimeSpan.NanosecondsPerTick));
}
