using EchoActors.Benchmarks.Linux;
using EchoActors.Benchmarks.Load;
using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>
/// A warm server on two cores against the same on one. With two cores in all, what the load generator needs of the second
/// would be missing in the comparison: then the server has half of each core in both (<see cref="BusyNeighbours"/>), and the
/// load generator waits in both instead of polling.
/// </summary>
internal sealed class Scaling(string name, string title, Func<LoadTarget, bool, LoadLoop> create) : IFreshWorkload
{
    public string Name => name;

    public string Title => title;

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Growth, Metric.OneCoreRate, Metric.TwoCoreRate];

    public IReadOnlyDictionary<Metric, double> Measure(Peer peer, Plan plan)
    {
        if (plan.TwoServerCores.Count < 2)
        {
            throw new LoadException("Scaling needs two cores.");
        }

        using var neighbours = plan.LoadHasThirdCore ? null : new BusyNeighbours(plan.TwoServerCores);
        var measured = plan.LoadHasThirdCore ? peer : BusyNeighbours.Beside(peer);
        var one = Rate(measured, plan, plan.ServerCores);
        var two = Rate(measured, plan, plan.TwoServerCores);
        return new Dictionary<Metric, double>
        {
            [Metric.Growth] = two / one,
            [Metric.OneCoreRate] = one,
            [Metric.TwoCoreRate] = two,
        };
    }

    private double Rate(Peer peer, Plan plan, CpuSet cores)
    {
        using var server = RunningServer.Start(peer, cores);
        using var load = create(server.Target, plan.LoadHasThirdCore);
        load.Open();
        Steadiness.Await(load, plan.WarmUpLimit);
        var rate = load.Run(plan.Duration).Rate;
        load.Finish();
        return rate;
    }
}
