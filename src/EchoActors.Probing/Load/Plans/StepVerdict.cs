using EchoActors.Probing.Verdicts;

namespace EchoActors.Probing.Load;

/// <summary>Whether a step held: its rate came back, nothing was dropped, and its condition holds.</summary>
internal static class StepVerdict
{
    // The last echoes of a step come back after its end, so that even a server that keeps up shows a little less than the rate.
    private const double LeastShare = 0.95;

    public static bool Held(LoadMeasurement measurement, Threshold? condition) =>
        measurement.Rate >= measurement.Step.Rate * LeastShare
        && measurement.Counts.Dropped == 0
        && (condition is null || condition.Judge(measurement).Holds);
}
