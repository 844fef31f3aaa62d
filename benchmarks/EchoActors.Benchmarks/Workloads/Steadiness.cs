using EchoActors.Benchmarks.Load;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>Loads a server until its rate has stopped growing.</summary>
internal static class Steadiness
{
    private const int Windows = 6;
    private const double Growth = 1.02;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);

    internal static void Await(LoadLoop load, TimeSpan limit)
    {
        var rates = new List<double>();
        while (rates.Count * Window < limit && !IsSteady(rates))
        {
            rates.Add(load.Run(Window).Rate);
        }
    }

    // Steady: the last windows are together hardly faster than as many before them.
    private static bool IsSteady(List<double> rates) =>
        rates.Count >= 2 * Windows
        && rates.TakeLast(Windows).Average() <= Growth * rates.TakeLast(2 * Windows).Take(Windows).Average();
}
