using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>Something to measure of a server.</summary>
internal interface IWorkload
{
    /// <summary>The word on the command line.</summary>
    string Name { get; }

    /// <summary>What it does, in plain words.</summary>
    string Title { get; }

    /// <summary>Whether its connections are TLS; then only servers that have TLS are measured.</summary>
    bool OverTls => false;

    /// <summary>The figures it yields; the first is the one that summaries show.</summary>
    IReadOnlyList<Metric> Metrics { get; }
}

/// <summary>Measured on a server that has been warmed up and serves every such workload in turn.</summary>
internal interface ISteadyWorkload : IWorkload
{
    void WarmUp(RunningServer server, Plan plan);

    IReadOnlyDictionary<Metric, double> Measure(RunningServer server, Plan plan);
}

/// <summary>Measured on a server process of its own, started for it.</summary>
internal interface IFreshWorkload : IWorkload
{
    IReadOnlyDictionary<Metric, double> Measure(Peer peer, Plan plan);
}
