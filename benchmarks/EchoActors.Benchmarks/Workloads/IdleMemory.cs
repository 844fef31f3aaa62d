using EchoActors.Benchmarks.Load;
using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>What the resident memory of a fresh, warmed server grows by for each connection that echoed once and then idles.</summary>
internal sealed class IdleMemory(string name, bool overTls) : IFreshWorkload
{
    private const int Connections = 10_000;

    public string Name => name;

    public string Title => $"memory of 10,000 connections{(overTls ? " over TLS" : "")} that echoed 64 B once and idle";

    public bool OverTls => overTls;

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.IdleConnection, Metric.Resident];

    public IReadOnlyDictionary<Metric, double> Measure(Peer peer, Plan plan)
    {
        using var server = RunningServer.Start(peer, plan.ServerCores);
        WarmUp(server, plan);
        Thread.Sleep(plan.IdleDuration);
        var before = Resident(server, peer);

        using var load = new EchoLoad(server.Target, new EchoShape(Connections, 64, 1), plan.LoadHasOwnCore);
        load.Open();
        Thread.Sleep(plan.IdleDuration);
        var after = Resident(server, peer);
        load.Finish();
        return new Dictionary<Metric, double>
        {
            [Metric.IdleConnection] = (after - before) / 1e3 / Connections,
            [Metric.Resident] = after / 1e6,
        };
    }

    // So that code and pools that any connection needs are not counted as these connections'.
    private static void WarmUp(RunningServer server, Plan plan)
    {
        using var load = new EchoLoad(server.Target, new EchoShape(100, 64, 1), plan.LoadHasOwnCore);
        load.Open();
        load.Run(TimeSpan.FromSeconds(1));
        load.Finish();
    }

    private static double Resident(RunningServer server, Peer peer) =>
        server.Usage?.ResidentBytes ?? throw new LoadException($"{peer.Name} ended.");
}
