using System.CommandLine;
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
        ExamplesHelp.Option(),
        new VersionOption(),
        ServerCommand.Create(),
        SendCommand.Create(),
        PingCommand.Create(),
        CheckCommand.Create(),
        BenchCommand.Create(),
        MeshCommand.Create(),
        FaultsCommand.Create(),
        CompletionCommand.Create(),
        ManualCommand.Create(),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = Create();
        if (Completions(root, args) is { } completions)
        {
            completions.ForEach(Console.WriteLine);
            return ExitCode.Success;
        }

        // A message, a file or a name may begin with @: it names no file with more words.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.CommandResult.Command == root && parsed.Action is null or ParseErrorAction)
        {
            var commands = string.Join(", ", NamesOf(root));
            return Refuse(
                args.Length == 0 ? $"give a command: {commands}."
                : args[0].StartsWith('-') ? $"'{args[0]}' is not an option{Nearest(args[0], root)}; give a command first: {commands}."
                : $"'{args[0]}' is not a command{Nearest(args[0], root)}; there are {commands}.",
                parsed.CommandResult);
        }

        if (UnknownOption(parsed) is { } unknown)
        {
            return Refuse(
                $"'{unknown}' is not an option{Nearest(unknown, parsed.CommandResult.Command)}; give an argument that begins with a dash after --.",
                parsed.CommandResult);
        }

        if (parsed.Errors.Count > 0)
        {
            var mistake = MissingArgument(parsed) is { } missing ? $"give {missing}."
                : parsed.UnmatchedTokens.FirstOrDefault() is { } word && Nearest(word, parsed.CommandResult.Command) is { Length: > 0 } nearest
                    ? $"'{word}' is not a command{nearest}."
                : parsed.Errors[0].Message;
            return Refuse(mistake, parsed.CommandResult);
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

    /// <summary>
    /// The words that fit where the cursor is, or <see langword="null"/> where nothing asks for them. As with System.CommandLine's own
    /// directive, <c>echoactors "[suggest:POSITION]" "COMMAND LINE"</c> does; left out, the cursor is at the end.
    /// </summary>
    private static List<string>? Completions(Command root, string[] args)
    {
        const string Directive = "[suggest";
        if (args is not [var directive, var line, ..] || !directive.StartsWith(Directive, StringComparison.Ordinal))
        {
            return null;
        }

        // Shells count the blanks before the command.
        var trimmed = line.TrimStart();
        var cursor = int.TryParse(directive[Directive.Length..].Trim(':', ']'), out var position) ? position - (line.Length - trimmed.Length) : trimmed.Length;
        var before = trimmed[..Math.Clamp(cursor, 0, trimmed.Length)];
        var word = before[(before.LastIndexOf(' ') + 1)..];
        return
        [
            .. root.Parse(before).GetCompletions(before.Length).Select(completion => completion.Label)
                .Where(label => label.StartsWith(word, StringComparison.Ordinal)).Distinct(),
        ];
    }

    private static string Nearest(string word, Command command)
    {
        var known = command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Concat(NamesOf(command));
        return Spelling.Nearest(word, known) is { } nearest ? $" (did you mean {nearest}?)" : "";
    }

    private static IEnumerable<string> NamesOf(Command command) => command.Subcommands.Where(each => !each.Hidden).Select(each => each.Name);

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
