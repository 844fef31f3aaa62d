using EchoActors.Benchmarks.Load;
using EchoActors.Benchmarks.Peers;
using EchoActors.Benchmarks.Report;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>How soon a freshly started server is as fast as it gets: steady is the last quarter of the time it is watched.</summary>
internal sealed class Ramp(string name, string title, Func<LoadTarget, bool, LoadLoop> create) : IFreshWorkload
{
    private const int WindowsPerSecond = 4;
    private const double Nearly = 0.9;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1) / WindowsPerSecond;

    public string Name => name;

    public string Title => title;

    public IReadOnlyList<Metric> Metrics { get; } =
        [Metric.FirstSecond, Metric.SecondSecond, Metric.NearlySteady, Metric.SteadyRate];

    public IReadOnlyDictionary<Metric, double> Measure(Peer peer, Plan plan)
    {
        using var server = RunningServer.Start(peer, plan.ServerCores);
        using var load = create(server.Target, plan.LoadHasOwnCore);
        load.Open();
        var rates = new double[(int)(plan.RampDuration / Window)];
        for (var i = 0; i < rates.Length; i++)
        {
            rates[i] = load.Run(Window).Rate;
        }

        load.Finish();
        var steady = Statistics.Median(rates.TakeLast(rates.Length / 4));
        return new Dictionary<Metric, double>
        {
            [Metric.FirstSecond] = rates.Take(WindowsPerSecond).Average() / steady,
            [Metric.SecondSecond] = rates.Skip(WindowsPerSecond).Take(WindowsPerSecond).Average() / steady,
            [Metric.NearlySteady] = (1 + Array.FindIndex(rates, rate => rate >= Nearly * steady)) * Window.TotalSeconds,
            [Metric.SteadyRate] = steady,
        };
    }
}
