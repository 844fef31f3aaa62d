using System.CommandLine;
using System.Text.RegularExpressions;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>A command line that a file of the repository shows.</summary>
/// <param name="File">The file, by its path in the repository.</param>
/// <param name="Line">The line it begins in.</param>
/// <param name="Text">The line as a shell reads it.</param>
/// <param name="Shown">What the file shows that it prints; empty where it shows nothing.</param>
/// <param name="IsFragment">Whether it stands inside a sentence, where arguments may be left out or be placeholders.</param>
/// <param name="Invocations">The words that reach each program, as bash splits them.</param>
internal sealed partial record DocumentedCommand(string File, int Line, string Text, IReadOnlyList<string> Shown, bool IsFragment, IReadOnlyList<string[]> Invocations)
{
    private const string Programs = @"echoactors|dotnet|docker|kubectl|systemctl|systemd-analyze|apt-get|ssh|(?:tests|benchmarks|deploy)/[\w./-]+";

    /// <summary>Every command that the documents and the comments of configuration and deployment files show.</summary>
    public static IReadOnlyList<DocumentedCommand> All { get; } = ReadAll();

    /// <summary>What follows <c>echoactors</c>, or stands for it after <c>dotnet run … --</c>; empty for another program.</summary>
    public string[] Arguments => Invocations.Count == 0 ? [] : Invocations[0] switch
    {
        ["echoactors", .. var arguments] => arguments,
        ["dotnet", "run", ..] run when run.Contains("src/EchoActors.Cli") => run[(Array.IndexOf(run, "--") + 1)..],
        _ => [],
    };

    /// <summary>Whether it serves until it is stopped.</summary>
    public bool IsService => Arguments is ["server", ..] or ["mesh", ..] and not ["mesh", "status" or "forget", ..];

    /// <summary>The server that it asks, or <see langword="null"/>.</summary>
    public Endpoint? Target => Arguments.Where(_ => !IsService).Select(word => Endpoint.TryParse(word, out var target, out string? _) ? target : null).FirstOrDefault(target => target is not null);

    public override string ToString() => $"{File}:{Line}: {Text}";

    /// <summary>The value of an option, or <see langword="null"/>.</summary>
    public string? Option(string name) => Array.IndexOf(Arguments, name) is >= 0 and var index ? Arguments[index + 1] : null;

    /// <summary>Code blocks, fenced or indented, and code inside sentences.</summary>
    public static IEnumerable<DocumentedCommand> InDocument(string file, IReadOnlyList<string> lines)
    {
        var fence = "";
        var isTranscript = false;
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index];
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fence = fence.Length > 0 ? "" : line + ' ';
                isTranscript = false;
                continue;
            }

            var number = index + 1;
            var inCode = fence.Length > 0 ? ShellFence().IsMatch(fence) : line.StartsWith("    ", StringComparison.Ordinal);
            if (inCode && line.TrimStart().StartsWith("$ ", StringComparison.Ordinal))
            {
                isTranscript = true;
                var text = WithContinuations(lines, ref index, line.TrimStart()[2..]);
                var shown = lines.Skip(index + 1).TakeWhile(next => !next.StartsWith("```", StringComparison.Ordinal) && !next.TrimStart().StartsWith("$ ", StringComparison.Ordinal));
                yield return new DocumentedCommand(file, number, text, [.. shown.Where(each => each.Length > 0)], IsFragment: false, []);
            }
            else if (inCode && !isTranscript && CommandLineStart().IsMatch(line) && !line.Contains('['))
            {
                yield return new DocumentedCommand(file, number, WithContinuations(lines, ref index, line.Trim()), [], IsFragment: false, []);
            }
            else if (fence.Length == 0 && !inCode)
            {
                foreach (Match span in CodeSpan().Matches(line))
                {
                    yield return new DocumentedCommand(file, number, span.Groups[1].Value, [], IsFragment: true, []);
                }
            }
        }
    }

    /// <summary>Commands at the end of a comment line, after a colon or set off by two spaces.</summary>
    public static IEnumerable<DocumentedCommand> InComments(string file, IReadOnlyList<string> lines)
    {
        for (var index = 0; index < lines.Count; index++)
        {
            if (CommandInComment().Match(lines[index]) is { Success: true } match)
            {
                yield return new DocumentedCommand(file, index + 1, match.Groups[1].Value, [], IsFragment: false, []);
            }
        }
    }

    private static IReadOnlyList<DocumentedCommand> ReadAll()
    {
        List<DocumentedCommand> commands =
        [
            .. RepositoryFiles.Documents.SelectMany(file => InDocument(file, RepositoryFiles.Read(file).Split('\n'))),
            .. InHelp("echoactors", CommandLine.Create()),
            .. RepositoryFiles.Below("hocon").Concat(RepositoryFiles.Below("deploy")).SelectMany(file => InComments(file, RepositoryFiles.Read(file).Split('\n'))),
        ];
        return [.. commands.Zip(ShellWords.Split(commands.Select(command => command.Text)), (command, invocations) => command with { Invocations = Script().Match(command.Text) is { Success: true } script ? [[script.Value]] : invocations })];
    }

    private static IEnumerable<DocumentedCommand> InHelp(string path, Command command) => command.Subcommands.SelectMany(each =>
        ((CliCommand)each).Examples.Select((example, index) => new DocumentedCommand($"{path} {each.Name} --help", index + 1, example, [], IsFragment: false, []))
            .Concat(InHelp($"{path} {each.Name}", each)));

    private static string WithContinuations(IReadOnlyList<string> lines, ref int index, string text)
    {
        while (text.EndsWith('\\'))
        {
            text = text[..^1] + lines[++index].Trim();
        }

        return text;
    }

    [GeneratedRegex("^```(console|sh|bash|shell)? $")]
    private static partial Regex ShellFence();

    [GeneratedRegex($@"^\s*({Programs})\s+\S")]
    private static partial Regex CommandLineStart();

    [GeneratedRegex(@"^(?:tests|benchmarks|deploy)/[\w./-]+")]
    private static partial Regex Script();

    // What names a command only (`echoactors mesh status`) is none.
    [GeneratedRegex($@"(?<!`)`((?:(?:{Programs})(?: [a-z]+)*|server|send|ping|check|bench|mesh(?: status)?) [^`a-z ][^`]*)`(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex($@"^\s*#(?:.*: | {{2,}})((?:{Programs}) .*)$")]
    private static partial Regex CommandInComment();
}
