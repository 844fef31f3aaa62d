namespace EchoActors.Probing.Check.Parts;

/// <summary>
/// Finds values that are far above the others. Median and median absolute deviation (MAD) stay what they are while up to half
/// of the values are wrong, where a mean and a standard deviation would follow the outliers.
/// </summary>
internal static class RobustOutliers
{
    // 1.4826 · MAD estimates the standard deviation of a normal distribution.
    private const double Deviation = 1.4826;

    // Five of them: one value of three million, if nothing is wrong.
    private const double Deviations = 5;

    /// <summary>The value above which one is an outlier.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="leastDistance">The least distance from the median, so that noise among values that are nearly equal does not count.</param>
    public static double Limit(IReadOnlyCollection<double> values, double leastDistance)
    {
        var median = Median(values);
        var deviation = Deviation * Median([.. values.Select(value => Math.Abs(value - median))]);
        return median + Math.Max(Deviations * deviation, leastDistance);
    }

    public static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
