using System.CommandLine;
using System.Text.Json;
using EchoActors.Mesh;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary><c>echoactors mesh status</c>: asks a node's admin address for the matrix and shows it.</summary>
internal static class MeshStatusCommand
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    private static readonly Argument<HostPort?> Target = MeshAdmin.Target();

    private static readonly Option<OutputFormat> Output = CliOptions.Choice(
        "--output",
        "A table for a person, or the document of /api/v1/mesh. Default text.",
        ("text", OutputFormat.Text),
        ("json", OutputFormat.Json)).WithAlias("-o");

    private static readonly Option<bool> Watch = new("--watch", "-w")
    {
        Description = "Ask again every 2 s until ctrl-c, and show the matrix in place of the one before.",
    };

    public static Command Create()
    {
        var command = new CliCommand(
            "status",
            "Show the matrix of a mesh. The exit code is 1 if a path is losing or down, if a member is gone or unreachable, or if the node has not joined.",
            "echoactors mesh status 127.0.0.1:8080",
            "echoactors mesh status 127.0.0.1:8080 --output json")
        {
            Target, Output, Watch,
        };
        command.SetAction((parsed, _) =>
        {
            var admin = new MeshAdmin(parsed.GetValue(Target));
            var format = parsed.GetValue(Output);
            return parsed.GetValue(Watch) ? WatchAsync(admin, format) : ShowAsync(admin, format, inPlace: false, CancellationToken.None);
        });
        return command;
    }

    // Ends with the exit code of what was shown last.
    private static async Task<int> WatchAsync(MeshAdmin admin, OutputFormat format)
    {
        using var interruption = new Interruption();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, StandardStreams.OutputFailed);
        using var timer = new PeriodicTimer(WatchInterval);
        var shown = ExitCode.Success;
        try
        {
            do
            {
                shown = await ShowAsync(admin, format, inPlace: true, ending.Token);
            }
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            // ctrl-c is how a watch ends, or its reader has gone
        }

        return shown;
    }

    private static async Task<int> ShowAsync(MeshAdmin admin, OutputFormat format, bool inPlace, CancellationToken cancellationToken)
    {
        try
        {
            var document = await admin.AskAsync(cancellationToken);
            if (inPlace && AnsiConsole.Profile is { Capabilities.Ansi: true, Out.IsTerminal: true })
            {
                AnsiConsole.Clear();
            }

            if (format == OutputFormat.Json)
            {
                Console.WriteLine(JsonSerializer.Serialize(document, MeshJson.Default.MeshDocument));
            }
            else
            {
                MeshTable.Write(Console.Out, document.Mesh);
            }

            return document.Mesh.IsHealthy ? ExitCode.Success : ExitCode.Failure;
        }
        catch (AdminException e)
        {
            Console.Error.WriteLine($"echoactors mesh status: {PrintableText.Format(e.Message)}");
            return ExitCode.CouldNotConnect;
        }
    }
}
