using System.CommandLine;
using EchoActors.Benchmarks.Peers;
using EchoActors.Benchmarks.Report;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks;

/// <summary><c>peers</c>: measures the servers side by side.</summary>
internal static class PeersCommand
{
    private static readonly Option<Peer[]> Added = OptionReading.Peers(
        "--peer", "NAME=HOST:PORT", "Adds a server that runs already. May be given several times.", OptionReading.Running);

    private static readonly Option<Peer[]> Started = OptionReading.Peers(
        "--start", "NAME=COMMAND", "Adds a command that prints 'listening on HOST:PORT'. May be given several times.", OptionReading.Started);

    private static readonly Option<string?> Only = new("--only")
    {
        HelpName = "SERVER,..",
        Description = $"Which servers; the first is what the others are compared to: {Names(PeerCatalog.All.Select(peer => peer.Name))}, and those added.",
    };

    private static readonly Option<string?> Workload = new("--workload")
    {
        HelpName = "NAME,..",
        Description = $"Which workloads: {Names(WorkloadCatalog.All.Select(workload => workload.Name))}.",
    };

    private static readonly Option<int?> Rounds = OptionReading.Rounds("each workload is run against each server");

    private static readonly Option<TimeSpan?> Duration = OptionReading.Duration();

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        HelpName = "FOLDER",
        Description = "Where to put peers.md, peers.png and cpu.png.",
        DefaultValueFactory = _ => new DirectoryInfo("artifacts/benchmarks"),
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "One round of half-second measurements with a short warm-up: to see that it runs, not to quote.",
    };

    internal static Command Create()
    {
        var command = new Command("peers", "Measures echo servers side by side.")
        {
            Added, Started, Only, Workload, Rounds, Duration, Out, Quick,
        };
        // On a thread of its own, so that ctrl-c is heard: it ends the run after the measurement in hand.
        command.SetAction((result, cancellationToken) => Task.Run(() => Run(result, cancellationToken), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LoadException("The load generator speaks epoll and needs Linux.");
        }

        IReadOnlyList<Peer> known =
            [.. PeerCatalog.All, .. arguments.GetValue(Added) ?? [], .. arguments.GetValue(Started) ?? []];
        var selected = arguments.GetValue(Only) is { } only
            ? Selection.Of(only, known, peer => peer.Name, "server")
            : [.. known.Where(peer => !peer.IsOnlyByName)];
        foreach (var missing in selected.Where(peer => peer.IsMissing))
        {
            Console.Error.WriteLine($"{missing.Name}: skipped, benchmarks/peers/setup has not built it");
        }

        IReadOnlyList<Peer> peers = [.. selected.Where(peer => !peer.IsMissing)];
        var workloads = Selection.Of(arguments.GetValue(Workload), WorkloadCatalog.All, workload => workload.Name, "workload");
        var plan = Plan.Create(arguments.GetValue(Quick), arguments.GetValue(Rounds), arguments.GetValue(Duration));

        var results = new PeersRun(peers, workloads, plan, Console.Error).Run(cancellationToken);
        Save(results, plan, arguments.GetValue(Out)!);
        return results.Failures.Count == 0 ? 0 : 1;
    }

    private static void Save(Results results, Plan plan, DirectoryInfo folder)
    {
        folder.Create();
        var table = MarkdownReport.Write(results, plan);
        File.WriteAllText(Path.Combine(folder.FullName, "peers.md"), table);
        foreach (var (chart, file) in new[] { (BarChart.Rates, "peers.png"), (BarChart.CpuTimes, "cpu.png") })
        {
            if (chart.Fits(results))
            {
                chart.Save(results, Path.Combine(folder.FullName, file));
            }
        }

        Console.WriteLine(table);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
