using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>Wrong words: one sentence that names them, where to find help, and exit code 2.</summary>
[Collection(InProcess.Name)]
public sealed class WrongUsageTests
{
    [Theory]
    [InlineData("", "give a command: server, send, ping, bench, mesh.")]
    [InlineData("sned", "'sned' is not a command; there are server, send, ping, bench, mesh.")]
    public async Task A_command_that_does_not_exist_is_answered_with_those_that_do(string words, string message) =>
        await RefusedAsync("echoactors", message, words);

    [Theory]
    [InlineData("127.0.0.1 x", "'127.0.0.1' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("::1:3000 x", "'::1:3000' is not HOST:PORT: an IPv6 address stands in brackets, for example [::1]:3000.")]
    [InlineData(":3000 x", "':3000' has no host: write HOST:PORT, for example 127.0.0.1:3000.")]
    [InlineData("127.0.0.1:65536 x", "'65536' in '127.0.0.1:65536' is not a port: ports are 0 to 65535.")]
    [InlineData("127.0.0.1:1 x -f y", "give a MESSAGE or --file, not both.")]
    [InlineData("127.0.0.1:1 x -4 -6", "give -4 or -6, not both.")]
    [InlineData("127.0.0.1:0 x", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("127.0.0.1:1 x -6", "127.0.0.1:1 is not an IPv6 address, and only those are to be used.")]
    [InlineData("[::1]:1 x -4", "[::1]:1 is not an IPv4 address, and only those are to be used.")]
    [InlineData("127.0.0.1:1 x --timeout 25d", "--timeout is '25d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("127.0.0.1:1 x y", "Unrecognized command or argument 'y'.")]
    [InlineData("127.0.0.1:1 x --timeout 3", "--timeout is '3': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("127.0.0.1:1 x --timeout 0s", "--timeout is '0s': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("127.0.0.1:1 --timeot 3s", "'--timeot' is not an option; what begins with a dash and is none stands after --.")]
    public async Task Send_refuses_wrong_words(string words, string message) =>
        await RefusedAsync("echoactors send", message, $"send {words}");

    [Theory]
    [InlineData("--listen 127.0.0.1", "'127.0.0.1' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("--max-connections 0", "--max-connections is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--max-connections many", "--max-connections is 'many': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--max-connections-per-ip 0", "--max-connections-per-ip is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--idle-timeout -5s", "--idle-timeout is '-5s': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("--log-format xml", "--log-format is 'xml': it must be text or json.")]
    [InlineData("--lisen 127.0.0.1:0", "'--lisen' is not an option; what begins with a dash and is none stands after --.")]
    public async Task Server_refuses_wrong_words(string words, string message) =>
        await RefusedAsync("echoactors server", message, $"server {words}");

    [Theory]
    [InlineData("ping 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("ping 127.0.0.1:1 -6", "127.0.0.1:1 is not an IPv6 address, and only those are to be used.")]
    [InlineData("ping 127.0.0.1:1 -i 60d", "-i is '60d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("ping 127.0.0.1:1 -W 0s", "-W is '0s': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("ping 127.0.0.1:1 -c 0", "-c is '0': it must be a whole number from 1 to 9,007,199,254,740,992.")]
    [InlineData("ping 127.0.0.1:1 -s 0", "-s is '0': it must be a size from 1 to 16,777,216 bytes, for example 64KiB.")]
    [InlineData("bench 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("bench 127.0.0.1:1 -d 60d", "--duration is '60d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("bench 127.0.0.1:1 --warmup 60d", "--warmup is '60d': it must be a duration from 0 µs to 24 d, for example 10s.")]
    [InlineData("server --drain-timeout 50d", "--drain-timeout is '50d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("mesh --interval 50d", "--interval is '50d': it must be a duration from 10 ms to 24 d, for example 10s.")]
    [InlineData("mesh --seed 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    public async Task What_can_not_be_kept_is_refused_with_the_range(string words, string message) =>
        await RefusedAsync($"echoactors {words.Split(' ')[0]}", message, words);

    [Theory]
    [InlineData("ping")]
    [InlineData("bench")]
    public async Task What_has_no_default_server_asks_for_one(string command) =>
        await RefusedAsync($"echoactors {command}", "give HOST:PORT.", command);

    [Fact]
    public async Task A_message_that_looks_like_an_option_is_sent_after_two_dashes()
    {
        await using var server = await ServerProcess.StartAsync();

        var sent = await EchoActorsProcess.RunAsync("send", server.Target, "--", "--verbose");

        Assert.Equal(0, sent.ExitCode);
        Assert.StartsWith("send data successfully, data: --verbose\n", sent.Output);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));

        var run = await InProcess.RunAsync("send", "127.0.0.1:1", "-f", missing);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"echoactors send: the file {missing} can't be read: ", run.Error);
    }

    [Fact]
    public async Task Help_is_no_mistake()
    {
        var run = await InProcess.RunAsync("send", "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("  echoactors send [<HOST:PORT> [<MESSAGE>]] [options]\n", run.Output);
    }

    private static async Task RefusedAsync(string command, string message, string words)
    {
        var run = await InProcess.RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal($"{command}: {message}\nTry '{command} --help'.\n", run.Error);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }
}
