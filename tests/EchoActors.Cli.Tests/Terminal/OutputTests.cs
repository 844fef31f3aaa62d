using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>Standard streams and files that can't be written or were never opened: a message, never a stack trace.</summary>
public sealed class OutputTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string NoSpace = "echoactors: standard output can't be written: No space left on device.\n";

    [Theory]
    [InlineData("--help")]
    [InlineData("send TARGET hello")]
    [InlineData("ping TARGET -i 50ms")]
    [InlineData("bench TARGET -n 50 -o json")]
    public async Task A_full_disk_is_one_sentence_and_exit_code_1(string arguments)
    {
        var run = await InShellAsync($"{EchoActors(arguments)} >/dev/full");

        Assert.Equal((1, NoSpace), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_reader_that_has_gone_ends_a_ping()
    {
        var run = await InShellAsync($"{{ {EchoActors("ping TARGET -i 20ms")}; echo $? >&2; }} | head -1");

        Assert.StartsWith("connected to ", run.Output);
        Assert.Equal("echoactors: standard output can't be written: Broken pipe.\n1\n", run.Error);
    }

    [Theory]
    [InlineData("ping TARGET -c 1 >&-", 1, "echoactors: standard output can't be written: it is closed.\n")]
    [InlineData("send TARGET -f /etc/passwd >&-", 1, "echoactors send: the output can't be written: it is closed.\n")]
    [InlineData("bench 127.0.0.1:9 -n 1 2>&-", 3, "")]
    [InlineData("send TARGET <&-", 2, "echoactors send: standard input is closed: give a MESSAGE or --file.\nTry 'echoactors send --help'.\n")]
    public async Task A_stream_that_was_never_open_is_not_mistaken_for_another(string arguments, int exitCode, string error)
    {
        var run = await InShellAsync(EchoActors(arguments));

        Assert.Equal((exitCode, error), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_file_that_can_not_be_written_does_not_cost_the_others()
    {
        const string Full = "echoactors bench: the file /dev/full can't be written: No space left on device.\n";
        var page = Path.GetTempFileName();

        var run = await InShellAsync(EchoActors($"bench TARGET -n 50 --out /dev/full --hdr /dev/full --html {page}"));

        Assert.Equal((1, Full + Full), (run.ExitCode, run.Error));
        Assert.NotEqual(0, new FileInfo(page).Length);
        File.Delete(page);
    }

    [Fact]
    public async Task Bytes_come_after_those_of_others_in_the_same_file()
    {
        var file = Path.GetTempFileName();

        await InShellAsync($"{{ echo first; echo second | {EchoActors("send TARGET")}; echo third; }} >{file}");

        Assert.Equal("first\nsecond\nthird\n", await File.ReadAllTextAsync(file));
        File.Delete(file);
    }

    [Fact]
    public async Task A_message_may_begin_with_an_at_sign()
    {
        var run = await EchoActorsProcess.RunAsync("send", server.Target, "@hello");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("send data successfully, data: @hello\n", run.Output);
    }

    private string EchoActors(string arguments) => TerminalWindow.EchoActors(arguments.Replace("TARGET", server.Target));

    private static async Task<Finished> InShellAsync(string script)
    {
        await using var shell = RunningProcess.Start("bash", "-c", script);
        return await shell.FinishAsync([]);
    }
}
