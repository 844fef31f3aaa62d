namespace EchoActors.DashboardCost;

/// <summary>What the rounds of one case gave.</summary>
/// <param name="name">The case.</param>
internal sealed class Rounds(string name)
{
    private readonly List<double> _rates = [];
    private readonly List<double> _processorTimes = [];

    public string Name { get; } = name;

    /// <param name="rate">Echoes a second.</param>
    /// <param name="processorTime">Microseconds of the server's processor for each echo.</param>
    public void Add(double rate, double processorTime)
    {
        _rates.Add(rate);
        _processorTimes.Add(processorTime);
    }

    public override string ToString()
    {
        var (rate, cost) = (Spread.Of(_rates), Spread.Of(_processorTimes));
        return $"{Name,-16} {rate.Median,10:N0} echoes/s (quartiles {rate.Lower:N0} to {rate.Upper:N0}), {cost.Median:0.00} µs of the server's processor each";
    }

    /// <summary>Its rates against those of the rounds taken beside them.</summary>
    public Spread RatesTo(Rounds reference) => Spread.Of(_rates.Zip(reference._rates, (test, beside) => test / beside));

    /// <summary>The server's work for an echo in the rounds beside them against its own.</summary>
    public Spread WorkTo(Rounds reference) =>
        Spread.Of(_processorTimes.Zip(reference._processorTimes, (test, beside) => beside / test));
}

/// <summary>The middle of some values, and how far they lie apart.</summary>
/// <param name="Median">The middle.</param>
/// <param name="Lower">The lower quartile.</param>
/// <param name="Upper">The upper quartile.</param>
/// <param name="Uncertainty">
/// The standard error of the median, from the quartiles: the true median is within two of these, 19 times in 20.
/// </param>
internal readonly record struct Spread(double Median, double Lower, double Upper, double Uncertainty)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        double At(double part)
        {
            var place = part * (sorted.Count - 1);
            var below = sorted[(int)Math.Floor(place)];
            return below + ((place - Math.Floor(place)) * (sorted[(int)Math.Ceiling(place)] - below));
        }

        // Of a normal distribution the quartiles are 1.349 standard deviations apart, and a median's error is 1.253 times a mean's.
        var (lower, upper) = (At(0.25), At(0.75));
        return new Spread(At(0.5), lower, upper, 1.253 * (upper - lower) / 1.349 / Math.Sqrt(sorted.Count));
    }

    public override string ToString() => $"{Median:0.000} ± {2 * Uncertainty:0.000} (quartiles {Lower:0.000} to {Upper:0.000})";
}
