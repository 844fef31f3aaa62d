using EchoActors.Probing.Verdicts;

namespace EchoActors.Probing.Load;

/// <summary>
/// Looks for the highest rate at which a condition holds: doubles until it breaks, then halves the gap until it is
/// within 5 %.
/// </summary>
/// <param name="Start">The first rate, per second.</param>
/// <param name="StepDuration">How long each rate is tried.</param>
/// <param name="Condition">The condition that must hold.</param>
public sealed record RateSearch(double Start, TimeSpan StepDuration, Threshold Condition) : IRatePlan
{
    private const double Precision = 1.05;
    private const double Lowest = 1;

    /// <inheritdoc/>
    public bool IsSearch => true;

    /// <inheritdoc/>
    public LoadStepSpec? Next(IReadOnlyList<LoadMeasurement> done)
    {
        var held = done.Where(Held).Select(step => step.Step.Rate!.Value).DefaultIfEmpty().Max();
        var broken = done.Where(step => !Held(step)).Select(step => step.Step.Rate!.Value).DefaultIfEmpty().Min();
        var next = (held, broken) switch
        {
            (0, 0) => Start,
            (_, 0) => held * 2,
            (0, _) => broken / 2,
            _ => (held + broken) / 2,
        };
        return next < Lowest || (held > 0 && broken > 0 && broken / held < Precision)
            ? null
            : new LoadStepSpec(next, StepDuration, null);
    }

    /// <inheritdoc/>
    public bool Held(LoadMeasurement measurement) => StepVerdict.Held(measurement, Condition);
}
