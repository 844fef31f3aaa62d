namespace EchoActors.AdminCost;

/// <summary>One case against another of the same start.</summary>
/// <param name="Throughput">Its echoes a second against the reference's: 0.97 is 3 % fewer.</param>
/// <param name="Work">Its server's work for an echo against the reference's: 1.03 is 3 % more.</param>
internal sealed record Comparison(double Throughput, double Work)
{
    public static Comparison Of(Case test, Case reference) =>
        new(test.Throughput / reference.Throughput, test.WorkOfEach / reference.WorkOfEach);
}
