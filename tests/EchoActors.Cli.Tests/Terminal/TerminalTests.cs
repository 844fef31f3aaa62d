using EchoActors.Cli.Tests.Processes;
using EchoActors.Tests.Shared;

namespace EchoActors.Cli.Tests;

/// <summary>What a person sees on a terminal: the screen, not the bytes.</summary>
public sealed class TerminalTests(SharedServer server) : IClassFixture<SharedServer>
{
    [SkippableFact]
    public async Task A_conversation_has_a_prompt_and_is_answered_line_by_line_until_ctrl_d()
    {
        await using var terminal = await TerminalWindow.RunAsync(80, TerminalWindow.EchoActors($"send {server.Target}"));
        await terminal.ScreenAsync(lines => lines[^1].StartsWith('>'), "a prompt");
        await terminal.TypeAsync("hello", "Enter");
        await terminal.ScreenAsync(lines => lines.Contains(@"recv data successfully, data: hello\n"), "the echo");
        await terminal.TypeAsync("C-d");

        var screen = await terminal.ScreenAsync(lines => lines.Contains("rc=0"), "the end");

        Assert.Equal(
            [
                "before 1",
                "before 2",
                $"connected to {server.Target}: each line is sent and comes back, ctrl-d ends",
                "> hello",
                @"send data successfully, data: hello\n",
                @"recv data successfully, data: hello\n",
                ">",
            ],
            screen[..7]);
        Assert.StartsWith("6 bytes echoed, identical, in ", screen[7]);
    }

    [SkippableTheory]
    [InlineData(80, "")]
    [InlineData(120, "NO_COLOR=1")]
    public async Task Live_progress_is_one_line_that_leaves_what_was_above_it(int columns, string environment)
    {
        await using var terminal = await TerminalWindow.RunAsync(
            columns, $"{environment} {TerminalWindow.EchoActors($"bench {server.Target} -r 1k -d 1m -p 50,90,95,99,99.9,99.99,99.999,100")}");

        var during = await terminal.ScreenAsync(lines => lines.Any(line => line.Contains("s left")), "the progress");
        await terminal.TypeAsync("C-c");
        var after = await terminal.ScreenAsync(lines => lines.Any(line => line.StartsWith("rc=", StringComparison.Ordinal)), "the end");

        Assert.Equal(["before 1", "before 2"], during[..2]);
        Assert.Contains("messages/s", during[2]);
        Assert.Equal(3, during.Length);
        Assert.Equal(["before 1", "before 2"], after[..2]);
        Assert.Contains(after, line => line.StartsWith("1 connection to ", StringComparison.Ordinal));
        Assert.DoesNotContain(after, line => line.Contains("s left"));
        Assert.Contains(after, line => line.Trim().StartsWith("p99.999 ", StringComparison.Ordinal) && line.TrimEnd().EndsWith('s'));
    }

    [SkippableTheory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task A_check_shows_the_part_that_it_is_at_on_a_line_that_goes(int columns)
    {
        await using var silent = await FaultyServer.NeverAnswersAsync();
        await using var terminal = await TerminalWindow.RunAsync(columns, TerminalWindow.EchoActors($"check {silent.Target} -W 1m"));

        var during = await terminal.ScreenAsync(lines => lines.Length > 4 && lines[^1].EndsWith(" echo", StringComparison.Ordinal), "the part");
        await terminal.TypeAsync("C-c");
        var after = await terminal.ScreenAsync(lines => lines.Any(line => line.StartsWith("rc=", StringComparison.Ordinal)), "the end");

        Assert.Equal(["before 1", "before 2"], during[..2]);
        Assert.StartsWith("PASS  resolve        127.0.0.1 is an address", during[2]);
        Assert.StartsWith("PASS  connect IPv4   ", during[3]);
        Assert.Matches(@"^\S{1,3} echo$", during[^1]);
        Assert.Equal(5, during.Length);
        Assert.Equal(during[..4], after[..4]);
        Assert.Contains("SKIP  echo           interrupted", after);
        Assert.DoesNotContain(after, line => line.EndsWith(" echo", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_terminal_that_can_not_go_back_gets_a_line_for_each_second()
    {
        await using var terminal = await TerminalWindow.RunAsync(
            80, $"TERM=dumb {TerminalWindow.EchoActors($"bench {server.Target} -r 1k -d 2s")}");

        var screen = await terminal.ScreenAsync(lines => lines.Contains("rc=0"), "the end");

        var progress = screen.Where(line => line.Contains("s left")).ToList();
        Assert.Equal(progress.Distinct().Count(), progress.Count);
        Assert.All(progress, line => Assert.Equal(1, line.Split("messages/s").Length - 1));
        Assert.NotEmpty(progress);
    }

    [SkippableFact]
    public async Task A_long_stream_shows_how_far_it_is_while_its_output_goes_elsewhere()
    {
        await using var terminal = await TerminalWindow.RunAsync(
            80, $"(yes | head -c 100000; exec cat) | {TerminalWindow.EchoActors($"send {server.Target}")} | wc -c");

        var during = await terminal.ScreenAsync(lines => lines.Any(line => line.Contains("0.1 MB echoed, ")), "the progress");
        await terminal.TypeAsync("C-d");
        var after = await terminal.ScreenAsync(lines => lines.Contains("rc=0"), "the end");

        Assert.Equal(["before 1", "before 2"], during[..2]);
        Assert.StartsWith("0.1 MB echoed, ", during[2]);
        Assert.Equal(["before 1", "before 2"], after[..2]);
        Assert.StartsWith("100,000 bytes echoed, identical", after[2]);
        Assert.Equal("100000", after[3]);
    }
}
