using System.Runtime.Versioning;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Help;

/// <summary>Words that fit at the cursor, asked for directly and by each shell.</summary>
[Collection(InProcess.Name)]
public sealed class CompletionTests
{
    [Theory]
    [InlineData("echoactors ", "bench check completion faults mesh ping send server")]
    [InlineData("echoactors se", "send server")]
    [InlineData("echoactors mesh st", "status")]
    [InlineData("echoactors send --tim", "--timeout")]
    [InlineData("echoactors server --log-format ", "json text")]
    [InlineData("echoactors check localhost:1 --only s", "sizes")]
    [InlineData("  echoactors pi", "ping")]
    public async Task The_suggest_directive_answers_with_the_words_that_fit(string line, string expected)
    {
        var run = await InProcess.RunAsync($"[suggest:{line.Length}]", line);

        var words = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(expected.Split(' '), words.Where(word => !word.StartsWith('-') || line.Contains('-')).Where(word => word is not ("/?" or "/h")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_words_before_the_cursor_count_and_not_those_after_it()
    {
        var run = await InProcess.RunAsync("[suggest:13]", "echoactors se 127.0.0.1:3000");

        Assert.Equal(["send", "server"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    // Each shell is asked as it asks its own completions, with the command as built.
    [SkippableTheory]
    [InlineData("bash", "COMP_LINE='echoactors mesh st' COMP_POINT=18 COMP_WORDS=(echoactors mesh st) COMP_CWORD=2; _echoactors; printf '%s\\n' \"${COMPREPLY[@]}\"")]
    [InlineData("zsh", "BUFFER='echoactors mesh st' CURSOR=18; _echoactors")]
    [InlineData("fish", "complete --do-complete 'echoactors mesh st'")]
    [SupportedOSPlatform("linux")]
    public async Task A_shell_that_has_read_the_script_completes(string shell, string question)
    {
        OtherPrograms.Find(shell);
        var script = (await InProcess.RunAsync("completion", shell)).Output;
        var folder = Directory.CreateTempSubdirectory().FullName;
        var command = Path.Combine(folder, "echoactors");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec '{EchoActorsProcess.Host}' '{EchoActorsProcess.Assembly}' \"$@\"\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // Outside its editor, zsh has none of what completion functions call.
        var builtins = shell == "zsh" ? "compdef() { :; }; compadd() { shift; print -l -- \"$@\"; }; _files() { :; }\n" : "";
        try
        {
            await using var process = RunningProcess.Start("env", $"PATH={folder}:{Environment.GetEnvironmentVariable("PATH")}", $"HOME={folder}", shell, "-c", $"{builtins}{script}\n{question}");

            var finished = await process.FinishAsync([]);

            Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
            Assert.Equal("status", finished.Output.Split('\n')[0].Split('\t')[0]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
