using System.CommandLine;
using EchoActors.Benchmarks.Peers;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks.Generator;

/// <summary><c>generator</c>: compares <c>echoactors bench</c> to the leanest client we know.</summary>
internal static class GeneratorCommand
{
    private static readonly Option<string> Servers = new("--only")
    {
        HelpName = "SERVER,..",
        Description = $"Against which servers: {string.Join(", ", PeerCatalog.All.Select(peer => peer.Name))} (default epoll,echoactors).",
        DefaultValueFactory = _ => "epoll,echoactors",
    };

    private static readonly Option<int?> Rounds = OptionReading.Rounds("each generator is run against each server");

    private static readonly Option<TimeSpan?> Duration = OptionReading.Duration();

    internal static Command Create()
    {
        var command = new Command("generator", "Compares the load that echoactors bench makes to that of a lean epoll client.")
        {
            Servers, Rounds, Duration,
        };
        // On a thread of its own, so that ctrl-c is heard.
        command.SetAction((result, cancellationToken) => Task.Run(() => Run(result, cancellationToken), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LoadException("The lean client speaks epoll and needs Linux.");
        }

        var peers = Selection.Of(arguments.GetRequiredValue(Servers), PeerCatalog.All, peer => peer.Name, "server");
        var plan = Plan.Create(quick: false, arguments.GetValue(Rounds), arguments.GetValue(Duration));
        new GeneratorRun(plan, Console.Error).Run(peers, Console.Out, cancellationToken);
        return 0;
    }
}
