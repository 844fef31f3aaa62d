using EchoActors.Benchmarks.Peers;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks.Report;

/// <summary>Every measurement of a run, by server, workload and round, and what could not be measured.</summary>
internal sealed class Results(IReadOnlyList<Peer> peers, IReadOnlyList<IWorkload> workloads)
{
    private readonly Dictionary<(Peer, IWorkload, int Round), IReadOnlyDictionary<Metric, double>> _measurements = [];
    private readonly List<string> _failures = [];

    internal IReadOnlyList<Peer> Peers => peers;

    internal IReadOnlyList<IWorkload> Workloads => workloads;

    internal IReadOnlyList<string> Failures => _failures;

    internal void Add(Peer peer, IWorkload workload, int round, IReadOnlyDictionary<Metric, double> measurement) =>
        _measurements[(peer, workload, round)] = measurement;

    internal void Fail(Peer peer, IWorkload workload, string message) =>
        _failures.Add($"{peer.Name}, {workload.Name}: {message}");

    /// <summary>One value for each round that has it.</summary>
    internal IReadOnlyList<double> Values(Peer peer, IWorkload workload, Metric metric) =>
        [.. ByRound(peer, workload, metric).Values];

    /// <summary>Each round's value over the first peer's in the same round, so that what slows a whole round cancels out.</summary>
    internal IReadOnlyList<double> Ratios(Peer peer, IWorkload workload, Metric metric)
    {
        var reference = ByRound(peers[0], workload, metric);
        return
        [
            .. ByRound(peer, workload, metric)
                .Where(item => reference.GetValueOrDefault(item.Key) != 0)
                .Select(item => item.Value / reference[item.Key]),
        ];
    }

    private Dictionary<int, double> ByRound(Peer peer, IWorkload workload, Metric metric) => _measurements
        .Where(item => item.Key.Item1 == peer && item.Key.Item2 == workload && item.Value.ContainsKey(metric))
        .ToDictionary(item => item.Key.Round, item => item.Value[metric]);
}
