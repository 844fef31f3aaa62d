using EchoActors.Benchmarks.Load;
using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>A load's rate, latencies and cost on a warm server.</summary>
internal sealed class SteadyLoad(string name, string title, Metric rate, Func<LoadTarget, bool, LoadLoop> create) : ISteadyWorkload
{
    // What a measurement finds cold (queues, caches, the runtime's heuristics) is left out of it.
    private const double LeadIn = 0.25;

    public string Name => name;

    public bool OverTls { get; init; }

    public string Title => title;

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        rate, Metric.MedianLatency, Metric.TailLatency, Metric.CpuTime, Metric.Resident, Metric.SlowestShare, Metric.LoadBusy,
    ];

    public void WarmUp(RunningServer server, Plan plan)
    {
        using var load = create(server.Target, plan.LoadHasOwnCore);
        load.Open();
        Steadiness.Await(load, plan.WarmUpLimit);
        load.Finish();
    }

    public IReadOnlyDictionary<Metric, double> Measure(RunningServer server, Plan plan)
    {
        using var load = create(server.Target, plan.LoadHasOwnCore);
        load.Open();
        load.Run(plan.Duration * LeadIn);
        var before = server.Usage;
        var window = load.Run(plan.Duration);
        var after = server.Usage;
        load.Finish();

        var measurement = new Dictionary<Metric, double>
        {
            [rate] = window.Rate,
            [Metric.MedianLatency] = window.Latencies.GetValueAtPercentile(50) / 1e3,
            [Metric.TailLatency] = window.Latencies.GetValueAtPercentile(99) / 1e3,
        };
        if (plan.LoadHasOwnCore)
        {
            measurement[Metric.LoadBusy] = window.Busy;
        }

        if (window.SlowestShare is { } share)
        {
            measurement[Metric.SlowestShare] = share;
        }

        if (before is { } from && after is { } to)
        {
            measurement[Metric.CpuTime] = (to.CpuTime - from.CpuTime).TotalMicroseconds / Math.Max(1, window.Exchanges);
            measurement[Metric.Resident] = to.ResidentBytes / 1e6;
        }

        return measurement;
    }
}
