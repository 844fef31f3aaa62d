namespace EchoActors.AdminCost;

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
