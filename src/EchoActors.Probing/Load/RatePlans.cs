using EchoActors.Probing.Verdicts;

namespace EchoActors.Probing.Load;

/// <summary>One step: a closed loop, or an open loop at one rate.</summary>
/// <param name="Step">The step.</param>
public sealed record SingleStep(LoadStepSpec Step) : IRatePlan
{
    /// <inheritdoc/>
    public bool IsSearch => false;

    /// <inheritdoc/>
    public LoadStepSpec? Next(IReadOnlyList<LoadMeasurement> done) => done.Count == 0 ? Step : null;

    /// <inheritdoc/>
    public bool Held(LoadMeasurement measurement) => true;
}

/// <summary>A staircase of rates from one to another, ended early by the first step that does not hold.</summary>
/// <param name="From">The first rate, per second.</param>
/// <param name="To">The last rate, per second.</param>
/// <param name="Duration">How long all steps take.</param>
/// <param name="Condition">What must hold, or <see langword="null"/> to go on to the last rate.</param>
public sealed record Ramp(double From, double To, TimeSpan Duration, Threshold? Condition) : IRatePlan
{
    private const int MostSteps = 20;
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(250);

    /// <summary>How many steps the ramp has: 20, or fewer if a step would be shorter than 250 ms.</summary>
    public int Steps => (int)Math.Clamp(Duration / ShortestStep, 2, MostSteps);

    /// <inheritdoc/>
    public bool IsSearch => true;

    /// <inheritdoc/>
    public LoadStepSpec? Next(IReadOnlyList<LoadMeasurement> done) =>
        done.Count == Steps || (Condition is not null && done.Any(step => !Held(step)))
            ? null
            : new LoadStepSpec(From + ((To - From) * done.Count / (Steps - 1)), Duration / Steps, null);

    /// <inheritdoc/>
    public bool Held(LoadMeasurement measurement) => Hold.Holds(measurement, Condition);
}

/// <summary>
/// Looks for the highest rate at which a condition holds: doubles until it breaks, then halves the gap until it is
/// within 5 %.
/// </summary>
/// <param name="Start">The first rate, per second.</param>
/// <param name="StepDuration">How long each rate is tried.</param>
/// <param name="Condition">What must hold.</param>
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
    public bool Held(LoadMeasurement measurement) => Hold.Holds(measurement, Condition);
}

/// <summary>Whether a rate was really carried while a condition held.</summary>
internal static class Hold
{
    // An echo may come after its step's end; a rate that is carried all the same shows no more than this.
    private const double Carried = 0.95;

    public static bool Holds(LoadMeasurement measurement, Threshold? condition) =>
        measurement.Rate >= measurement.Step.Rate * Carried
        && measurement.Counts.Dropped == 0
        && (condition is null || condition.Judge(measurement).Holds);
}
