using EchoActors.Probing.Verdicts;

namespace EchoActors.Probing.Load;

/// <summary>A staircase of rates from one to another, ended early by the first step that does not hold.</summary>
/// <param name="From">The first rate, per second.</param>
/// <param name="To">The last rate, per second.</param>
/// <param name="Duration">How long all steps take.</param>
/// <param name="Condition">The condition that must hold, or <see langword="null"/> to go on to the last rate.</param>
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
    public bool Held(LoadMeasurement measurement) => StepVerdict.Held(measurement, Condition);
}
