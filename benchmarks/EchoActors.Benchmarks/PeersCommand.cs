using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using EchoActors.Benchmarks.Peers;
using EchoActors.Benchmarks.Report;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks;

/// <summary><c>peers</c>: measures the servers side by side.</summary>
internal static class PeersCommand
{
    private static readonly Option<Peer[]> Added = new("--peer")
    {
        Description = "Adds a server that runs already, as NAME=HOST:PORT. May be given several times.",
        CustomParser = result => [.. result.Tokens.Select(token => RunningPeer(token.Value, result)).OfType<Peer>()],
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<Peer[]> Started = new("--start")
    {
        Description = "Adds a command that prints 'listening on HOST:PORT', as NAME=COMMAND. May be given several times.",
        CustomParser = result => [.. result.Tokens.Select(token => StartedPeer(token.Value, result)).OfType<Peer>()],
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Only = new("--only")
    {
        Description = $"Which servers, separated by commas; the first is what the others are compared to: {Names(PeerCatalog.All.Select(peer => peer.Name))}, and those added.",
    };

    private static readonly Option<string?> Workload = new("--workload")
    {
        Description = $"Which workloads, separated by commas: {Names(WorkloadCatalog.All.Select(workload => workload.Name))}.",
    };

    private static readonly Option<int?> Rounds = new("--rounds")
    {
        Description = "How many times each workload is run against each server (default 5).",
    };

    private static readonly Option<TimeSpan?> Duration = new("--duration")
    {
        Description = "How long one measurement takes, such as 500ms or 5s (default 2s).",
        CustomParser = ParseDuration,
    };

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "The folder for peers.md and peers.png.",
        DefaultValueFactory = _ => new DirectoryInfo("artifacts/benchmarks"),
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "One round of half-second measurements with a short warm-up: to see that it runs, not to quote.",
    };

    internal static Command Create()
    {
        Rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--rounds must be at least 1.");
            }
        });
        var command = new Command("peers", "Measures echo servers side by side.")
        {
            Added, Started, Only, Workload, Rounds, Duration, Out, Quick,
        };
        // On a thread of its own, so that ctrl-c is heard: it ends the run after the measurement in hand.
        command.SetAction((result, cancellation) => Task.Run(() => Run(result, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LoadException("The load generator speaks epoll and needs Linux.");
        }

        IReadOnlyList<Peer> known =
            [.. PeerCatalog.All, .. arguments.GetValue(Added) ?? [], .. arguments.GetValue(Started) ?? []];
        var peers = Selection.Of(arguments.GetValue(Only), known, peer => peer.Name, "server");
        var workloads = Selection.Of(arguments.GetValue(Workload), WorkloadCatalog.All, workload => workload.Name, "workload");
        var plan = Plan.Create(arguments.GetValue(Quick), arguments.GetValue(Rounds), arguments.GetValue(Duration));

        var results = new PeersRun(peers, workloads, plan, Console.Error).Run(cancellation);
        Save(results, plan, arguments.GetValue(Out)!);
        return results.Failures.Count == 0 ? 0 : 1;
    }

    private static void Save(Results results, Plan plan, DirectoryInfo folder)
    {
        folder.Create();
        var table = MarkdownReport.Write(results, plan);
        File.WriteAllText(Path.Combine(folder.FullName, "peers.md"), table);
        if (BarChart.Fits(results))
        {
            BarChart.Save(results, Path.Combine(folder.FullName, "peers.png"));
        }

        Console.WriteLine(table);
    }

    private static Peer? RunningPeer(string text, ArgumentResult result)
    {
        var at = text.IndexOf('=');
        if (at < 1)
        {
            result.AddError($"'{text}' is not NAME=HOST:PORT.");
            return null;
        }

        if (!HostPort.TryParse(text[(at + 1)..], out var target, out var mistake))
        {
            result.AddError(mistake);
            return null;
        }

        try
        {
            var address = Dns.GetHostAddresses(target.Host, AddressFamily.InterNetwork)[0];
            return new Peer(text[..at], $"running at {target}") { Running = new IPEndPoint(address, target.Port) };
        }
        catch (Exception failure) when (failure is SocketException or IndexOutOfRangeException)
        {
            result.AddError($"'{target.Host}' has no IPv4 address.");
            return null;
        }
    }

    private static Peer? StartedPeer(string text, ArgumentResult result)
    {
        var at = text.IndexOf('=');
        var command = text[(at + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (at < 1 || command.Length == 0)
        {
            result.AddError($"'{text}' is not NAME=COMMAND.");
            return null;
        }

        return new Peer(text[..at], $"`{string.Join(' ', command)}`") { Command = command };
    }

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        if (Quantity.TryParseDuration(result.Tokens[0].Value, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not a duration: write 500ms or 5s.");
        return null;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
