using System.Net;
using EchoActors.Benchmarks.Load;
using EchoActors.Benchmarks.Peers;
using EchoActors.Benchmarks.Report;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks.Generator;

/// <summary>
/// The lean client and <c>echoactors bench</c> in turn, round after round, on the same core against the same server on
/// another: a closed loop of 64-byte messages over 100 connections, all verifying every byte. The lean client is run as
/// one that sleeps until there is something to do, and as one that polls: which is faster depends on the server.
/// </summary>
internal sealed class GeneratorRun(Plan plan, TextWriter progress)
{
    private static readonly EchoShape Shape = new(Connections: 100, MessageSize: 64, InFlight: 1);
    private static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(0.5);

    internal void Run(IReadOnlyList<Peer> peers, TextWriter output, CancellationToken cancellationToken)
    {
        plan.LoadCores.Apply(); // inherited by bench
        output.WriteLine(MachineDescription.Write(plan));
        output.WriteLine();
        output.WriteLine("| server | lean client, sleeping | lean client, polling | `bench` | `bench` to the faster lean client |");
        output.WriteLine("|---|--:|--:|--:|--:|");
        foreach (var peer in peers)
        {
            output.WriteLine(Compare(peer, cancellationToken));
        }
    }

    private string Compare(Peer peer, CancellationToken cancellationToken)
    {
        using var server = RunningServer.Start(peer, plan.ServerCores);
        WarmUp(server.Target);
        List<double> sleeping = [], polling = [], bench = [];
        for (var round = 1; round <= plan.Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sleeping.Add(RunLean(server.Target, polls: false));
            bench.Add(RunBench(server.EndPoint));
            polling.Add(RunLean(server.Target, polls: true));
            progress.WriteLine(
                $"round {round} of {plan.Rounds}, {peer.Name}: lean {sleeping[^1]:N0} and {polling[^1]:N0}, bench {bench[^1]:N0} messages/s");
        }

        var ratio = Statistics.Median(bench) / Math.Max(Statistics.Median(sleeping), Statistics.Median(polling));
        return $"| {peer.Name} | {Rate(sleeping)} | {Rate(polling)} | {Rate(bench)} | {ratio:0.00} |";
    }

    private static string Rate(List<double> rates) => $"{Statistics.Median(rates):N0} ± {Statistics.Spread(rates):N0}";

    private void WarmUp(LoadTarget server)
    {
        using var load = new EchoLoad(server, Shape, ownCore: false);
        load.Open();
        Steadiness.Await(load, plan.WarmUpLimit);
        load.Finish();
    }

    private double RunLean(LoadTarget server, bool polls)
    {
        using var load = new EchoLoad(server, Shape, ownCore: polls);
        load.Open();
        load.Run(LeadIn);
        var rate = load.Run(plan.Duration).Rate;
        load.Finish();
        return rate;
    }

    // A process of its own each time: its hot paths are compiled within the warm-up.
    private double RunBench(IPEndPoint server) => BenchProcess
        .Run(server, ["-c", $"{Shape.Connections}", "-s", $"{Shape.MessageSize}", "--warmup", "5s", "-d", $"{plan.Duration.TotalMilliseconds:0}ms"])
        .GetProperty("achieved_rate_per_second")
        .GetDouble();
}
