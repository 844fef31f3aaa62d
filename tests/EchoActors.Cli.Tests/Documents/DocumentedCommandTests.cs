using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>Every command line that the repository shows does what it says: it is run as written, or refused here as not covered.</summary>
public sealed class DocumentedCommandTests(DocumentedRuns runs) : IClassFixture<DocumentedRuns>
{
    // Placeholders of commands inside sentences, and what stands for them.
    private static readonly Dictionary<string, string> Placeholders = new()
    {
        ["HOST:PORT"] = "127.0.0.1:3000",
        ["FILE"] = "file",
        ["N"] = "3",
        ["MESSAGE"] = "hello",
    };

    public static TheoryData<string> Commands => [.. DocumentedCommand.All.Where(IsWhole).Select(command => command.ToString())];

    public static TheoryData<string> Executed =>
        [.. DocumentedCommand.All.Where(command => IsWhole(command) && command.Arguments.Length > 0).Select(command => command.ToString())];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_documented_command_names_programs_options_and_files_that_exist(string place)
    {
        var command = Find(place);
        Assert.NotEmpty(command.Invocations);
        if (command.Arguments is { Length: > 0 } arguments)
        {
            Assert.Empty(Faults(arguments));
            return;
        }

        switch (command.Invocations[0])
        {
            case ["dotnet", "run", ..] run:
                AssertBenchmark(run);
                break;
            case [var script] when script.Contains('/'):
                Assert.True(File.Exists(Path.Combine(RepositoryFiles.Root, script)), $"{command}: there is no {script}.");
                break;
            case ["dotnet", "test" or "build" or "pack" or "publish", ..] or ["dotnet", "add", "package", ..] or ["dotnet", "tool", "install", ..] or ["docker", "build" or "compose" or "run", ..] or ["kubectl", "apply", ..]:
                break;
            default:
                Assert.Fail($"{command}: no test covers this command. Add it here, or to {nameof(DocumentedRuns)}.");
                break;
        }

        var files = command.Invocations[0].Where(word => Regex.IsMatch(word, "^[a-z][A-Za-z.-]*/[^:]*$"));
        Assert.All(files, file => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, file)), $"{command}: there is no {file}."));
    }

    [SkippableTheory]
    [MemberData(nameof(Executed))]
    public async Task A_documented_command_runs_as_written_and_prints_what_is_shown(string place)
    {
        Skip.If(runs.Unavailable is not null, runs.Unavailable);
        var command = Find(place);

        var outcome = await runs.OutcomeAsync(command);

        int[] ends = command.Arguments switch
        {
            // A busy machine may break a limit of latency, and no member is gone: true answers as well.
            ["bench", ..] when command.Text.Contains("--threshold 'p", StringComparison.Ordinal) => [0, ExitCode.ThresholdBroken],
            ["mesh", "forget", ..] => [0, ExitCode.Failure],
            _ => [0],
        };
        Assert.True(ends.Contains(outcome.ExitCode), $"{command}\nended with exit code {outcome.ExitCode}:\n{outcome.Text}");
        Assert.True(
            Transcript.Missing(command.Shown, outcome.Text) is [],
            $"{command}\nno longer prints:\n{string.Join('\n', Transcript.Missing(command.Shown, outcome.Text))}\nbut:\n{outcome.Text}");
    }

    [Fact]
    public void A_command_inside_a_sentence_has_only_options_that_exist()
    {
        foreach (var command in DocumentedCommand.All.Where(command => command.IsFragment && command.Invocations.Count > 0))
        {
            string[] words = command.Invocations[0] is ["echoactors", .. var arguments] ? arguments
                : command.Invocations[0] is ["server" or "send" or "ping" or "check" or "bench" or "mesh" or "faults", ..] ? command.Invocations[0] : [];
            words = [.. words.Select(word => Placeholders.GetValueOrDefault(word, word))];
            string[][] completions = [[], ["127.0.0.1:3000"], ["3"]];
            Assert.True(
                words.Length == 0 || completions.Any(completion => Faults([.. words, .. completion]) is []),
                $"{command}: {string.Join(' ', Faults(words))}");
        }
    }

    [Fact]
    public void Every_way_in_which_documents_show_commands_is_found()
    {
        string[] document =
        [
            "```", "$ echoactors send a:1 \\", "    x", "shown", "$ echoactors ping b:2", "```", "Text `echoactors server --admin HOST:PORT` and `echoactors mesh`.",
            "", "    echoactors bench c:3  # comment", "```console", "docker build .", "echoactors server [--listen HOST:PORT]", "```",
        ];

        Assert.Equal(
            ["2: echoactors send a:1 x", "5: echoactors ping b:2", "7: echoactors server --admin HOST:PORT", "9: echoactors bench c:3  # comment", "11: docker build ."],
            DocumentedCommand.InDocument("file", document).Select(command => $"{command.Line}: {command.Text}"));
        Assert.Equal(["shown"], DocumentedCommand.InDocument("file", document).First().Shown);
        Assert.Equal(
            ["echoactors server --config x", "docker build ."],
            DocumentedCommand.InComments("file", ["# For many, for: echoactors server --config x", "#   docker build .", "# what echoactors mesh runs"]).Select(command => command.Text));
    }

    private static bool IsWhole(DocumentedCommand command) => !command.IsFragment;

    private static DocumentedCommand Find(string place) => DocumentedCommand.All.First(command => command.ToString() == place);

    private static IReadOnlyList<string> Faults(string[] arguments)
    {
        var parsed = CommandLine.Create().Parse(arguments);
        return [.. parsed.Errors.Select(error => error.Message), .. CommandLine.UnknownOption(parsed) is { } unknown ? [unknown] : Array.Empty<string>()];
    }

    private static void AssertBenchmark(string[] run)
    {
        var project = run[Array.IndexOf(run, "--project") + 1];
        Assert.True(Directory.Exists(Path.Combine(RepositoryFiles.Root, project)), $"there is no {project}.");
    }
}
