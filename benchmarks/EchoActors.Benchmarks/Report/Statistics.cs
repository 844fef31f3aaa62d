namespace EchoActors.Benchmarks.Report;

/// <summary>Figures of several rounds in one.</summary>
internal static class Statistics
{
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Half the distance from the least to the greatest.</summary>
    internal static double Spread(IReadOnlyCollection<double> values) => (values.Max() - values.Min()) / 2;
}
