using EchoActors.Benchmarks.Peers;
using EchoActors.Benchmarks.Report;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks;

/// <summary>Starts and warms every server, then measures them in turn, round after round; one runs while the others are paused.</summary>
internal sealed class PeersRun(IReadOnlyList<Peer> peers, IReadOnlyList<IWorkload> workloads, Plan plan, TextWriter progress)
{
    // For a server to notice that the load's connections are gone.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<(Peer Peer, bool OverTls), RunningServer> _servers = [];
    private TlsCertificate? _certificate;

    internal Results Run(CancellationToken cancellationToken)
    {
        var results = new Results(peers, workloads);
        using var certificate = new TlsCertificate();
        _certificate = certificate;
        plan.LoadCores.Apply();
        try
        {
            if (workloads.OfType<ISteadyWorkload>().Any())
            {
                StartAndWarm(results, cancellationToken);
            }

            for (var round = 0; round < plan.Rounds; round++)
            {
                Round(results, round, cancellationToken);
            }
        }
        finally
        {
            foreach (var server in _servers.Values)
            {
                server.Dispose();
            }
        }

        return results;
    }

    private void StartAndWarm(Results results, CancellationToken cancellationToken)
    {
        foreach (var group in peers.SelectMany(_ => workloads.OfType<ISteadyWorkload>(), (peer, workload) => (Peer: peer, Workload: workload))
            .Where(pair => !pair.Peer.LeftOut.Contains(pair.Workload.Name))
            .GroupBy(pair => (pair.Peer, pair.Workload.OverTls)))
        {
            var peer = group.Key.Peer;
            if (AsServed(peer, group.Key.OverTls) is not { } served)
            {
                continue;
            }

            var server = RunningServer.Start(served, plan.ServerCores);
            _servers.Add(group.Key, server);
            foreach (var (_, workload) in group)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.WriteLine($"warming {peer.Name}: {workload.Name}");
                Attempt(results, peer, workload, () => workload.WarmUp(server, plan));
            }

            Thread.Sleep(Settling);
            server.Pause();
        }
    }

    private void Round(Results results, int round, CancellationToken cancellationToken)
    {
        foreach (var workload in workloads)
        {
            // Each round begins with another server, so that none always follows the same one.
            foreach (var peer in peers.Skip(round % peers.Count).Concat(peers.Take(round % peers.Count)).Where(peer => !peer.LeftOut.Contains(workload.Name)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Attempt(results, peer, workload, () => Measure(results, peer, workload, round));
            }
        }
    }

    private void Measure(Results results, Peer peer, IWorkload workload, int round)
    {
        if (AsServed(peer, workload.OverTls) is not { } served || (workload is IFreshWorkload && peer.Running is not null))
        {
            return; // It has no such endpoint, or the workload needs a process that we start.
        }

        var measurement = workload switch
        {
            ISteadyWorkload steady => MeasureRunning(_servers[(peer, workload.OverTls)], steady),
            IFreshWorkload fresh => fresh.Measure(served, plan),
            _ => throw new InvalidOperationException($"{workload.Name} is neither."),
        };
        results.Add(peer, workload, round, measurement);
        progress.WriteLine(
            $"round {round + 1} of {plan.Rounds}: {workload.Name}, {peer.Name}: {measurement[workload.Metrics[0]]:N2} {workload.Metrics[0].Title}");
    }

    // The peer with the command for its plain or its TLS endpoint; null where it has none.
    private Peer? AsServed(Peer peer, bool overTls) =>
        overTls ? peer.TlsCommand is { } command ? peer with { Command = command(_certificate!.Path) } : null
        : peer.Running is not null || peer.Command.Count > 0 ? peer
        : null;

    private IReadOnlyDictionary<Metric, double> MeasureRunning(RunningServer server, ISteadyWorkload workload)
    {
        server.Resume();
        try
        {
            return workload.Measure(server, plan);
        }
        finally
        {
            Thread.Sleep(Settling);
            server.Pause();
        }
    }

    private void Attempt(Results results, Peer peer, IWorkload workload, Action action)
    {
        try
        {
            action();
        }
        catch (LoadException failure)
        {
            results.Fail(peer, workload, failure.Message);
            progress.WriteLine($"FAILED: {workload.Name}, {peer.Name}: {failure.Message}");
        }
    }
}
