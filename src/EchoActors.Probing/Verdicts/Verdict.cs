namespace EchoActors.Probing.Verdicts;

/// <summary>Whether a threshold holds, and the figure that decided it.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="Actual">What was measured, with its unit.</param>
/// <param name="Holds">Whether it holds.</param>
public sealed record Verdict(Threshold Threshold, string Actual, bool Holds)
{
    /// <summary>One message.</summary>
    public override string ToString() => Holds
        ? $"{Threshold} holds: {Threshold.Metric} is {Actual}"
        : $"{Threshold} does not hold: {Threshold.Metric} is {Actual}";
}
