using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using EchoActors.Configuration;

namespace EchoActors.Cli;

/// <summary>The <c>echoactors</c> command: its words, and what every command does with wrong ones.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("echoactors: a TCP echo server, client and latency lab.")
        {
            ServerCommand.Create(),
            SendCommand.Create(),
            MeshCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.CommandResult.Command == root && parsed.Action is null or ParseErrorAction)
        {
            var commands = string.Join(", ", root.Subcommands.Select(command => command.Name));
            return Refuse(
                args.Length == 0 ? $"give a command: {commands}." : $"'{args[0]}' is not a command; there are {commands}.",
                parsed.CommandResult);
        }

        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed.Errors[0].Message, parsed.CommandResult);
        }

        try
        {
            // Signals are the commands' own: a server drains on them, a client reports what it has.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception e) when (e is UsageException or SettingsException)
        {
            return Refuse(e.Message, parsed.CommandResult);
        }
    }

    private static int Refuse(string sentence, CommandResult command)
    {
        var words = command.Command is RootCommand ? "echoactors" : $"echoactors {command.Command.Name}";
        Console.Error.WriteLine($"{words}: {sentence}");
        Console.Error.WriteLine($"Try '{words} --help'.");
        return ExitCode.Usage;
    }
}
