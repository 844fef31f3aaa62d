using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using EchoActors.Configuration;

namespace EchoActors.Cli;

/// <summary>The <c>echoactors</c> command: parses the command line, runs a command, and answers wrong usage with one sentence.</summary>
internal static class CommandLine
{
    /// <summary>The command with all its subcommands.</summary>
    // Not a RootCommand: that one is called after its assembly in every help text.
    public static Command Create() => new("echoactors", "A TCP echo server, client and latency lab.")
    {
        new HelpOption(),
        new VersionOption(),
        ServerCommand.Create(),
        SendCommand.Create(),
        PingCommand.Create(),
        CheckCommand.Create(),
        BenchCommand.Create(),
        MeshCommand.Create(),
        FaultsCommand.Create(),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = Create();
        // A message, a file or a name may begin with @: it names no file with more words.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.CommandResult.Command == root && parsed.Action is null or ParseErrorAction)
        {
            var commands = string.Join(", ", root.Subcommands.Select(command => command.Name));
            return Refuse(
                args.Length == 0 ? $"give a command: {commands}."
                : args[0].StartsWith('-') ? $"'{args[0]}' is not an option; give a command first: {commands}."
                : $"'{args[0]}' is not a command; there are {commands}.",
                parsed.CommandResult);
        }

        if (UnknownOption(parsed) is { } unknown)
        {
            return Refuse($"'{unknown}' is not an option; give an argument that begins with a dash after --.", parsed.CommandResult);
        }

        if (parsed.Errors.Count > 0)
        {
            return Refuse(MissingArgument(parsed) is { } missing ? $"give {missing}." : parsed.Errors[0].Message, parsed.CommandResult);
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

    /// <summary>A word that looks like an option and is none, or <see langword="null"/>.</summary>
    // A misspelt option would otherwise be taken for the target or, in silence, for the message.
    public static string? UnknownOption(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .Where(token => token.Type == TokenType.Argument && token.Value.StartsWith('-'))
        .Where(token => parsed.UnmatchedTokens.Contains(token.Value)
            || parsed.CommandResult.Children.OfType<ArgumentResult>().Any(argument => argument.Tokens.Contains(token)))
        .Select(token => token.Value)
        .FirstOrDefault();

    // The library says that an argument is missing, but not which.
    private static string? MissingArgument(ParseResult parsed) => parsed.CommandResult.Command.Arguments
        .Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
        .Select(argument => argument.HelpName ?? argument.Name)
        .FirstOrDefault();

    private static int Refuse(string message, CommandResult command)
    {
        var name = PathOf(command);
        Console.Error.WriteLine($"{name}: {string.Join('\n', message.Split('\n').Select(PrintableText.Format))}");
        Console.Error.WriteLine($"Try '{name} --help'.");
        return ExitCode.Usage;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "echoactors";
}
