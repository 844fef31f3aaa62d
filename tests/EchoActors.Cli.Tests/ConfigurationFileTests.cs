using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary><c>--config</c>: what is misspelt or out of range is refused by its name.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.conf");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("server", "echoactors.server.max-connections = 0", "echoactors.server.max-connections is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("server", "echoactors.server.max-connections = off", "echoactors.server.max-connections is 'off': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("server", "echoactors.server.idle-timeout = soon", "echoactors.server.idle-timeout is 'soon': it must be a duration of at least 1 ms, for example 10s, or off.")]
    [InlineData("server", "echoactors.server.listen = [\"3000\"]", "echoactors.server.listen: '3000' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("server", "echoactors.sever.idle-timeout = 3s", "echoactors.sever does not exist: echoactors has admin, client, dispatch, mesh, server.")]
    [InlineData("server", "echoactors.dispatch.max-rums = 3", "echoactors.dispatch.max-rums does not exist: echoactors.dispatch has max-runs, max-time.")]
    [InlineData("server", "akka.scheduler.tick-duration = soon", "akka.scheduler.tick-duration is 'soon': it must be a duration of at least 10 ms, for example 10s.")]
    [InlineData("mesh", "akka.scheduler.tick-duration = 1ms", "akka.scheduler.tick-duration is '1ms': it must be a duration of at least 10 ms, for example 10s.")]
    [InlineData("server", "akka.scheduler.tick-durations = 1s", "akka.scheduler.tick-durations does not exist: akka.scheduler has implementation, shutdown-timeout, tick-duration, ticks-per-wheel.")]
    [InlineData("server", "echoactors.server = 3", "echoactors.server is 3: it must be a section, for example echoactors.server { … }.")]
    [InlineData("server", "echoactors.server.rebind = 3s", "echoactors.server.rebind is 3s: it must be a section, for example echoactors.server.rebind { … }.")]
    [InlineData("server", "echoactors = 3", "echoactors is 3: it must hold sections, for example echoactors.server { … }.")]
    [InlineData("send", "echoactors.client.window = 1", "echoactors.client.window is '1': it must be a size from 4,096 to 1,073,741,824 bytes, for example 64KiB.")]
    public async Task A_wrong_setting_is_refused_by_name(string command, string hocon, string message)
    {
        await File.WriteAllTextAsync(_file, hocon);

        var run = await EchoActorsProcess.RunAsync(command, "--config", _file);

        Assert.Equal($"echoactors {command}: {message}\nTry 'echoactors {command} --help'.\n", run.Error);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_misspelt_setting_is_answered_with_those_that_exist()
    {
        await File.WriteAllTextAsync(_file, "echoactors.server.max-conections = 3");

        var run = await EchoActorsProcess.RunAsync("server", "--config", _file);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("echoactors server: echoactors.server.max-conections does not exist: echoactors.server has backlog, ", run.Error);
    }

    [Fact]
    public async Task A_configuration_file_that_is_not_there_is_named()
    {
        var run = await EchoActorsProcess.RunAsync("server", "--config", _file);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"echoactors server: the configuration file {_file} can't be read: ", run.Error);
    }

    [Theory]
    [InlineData("echoactors.server {\n  idle-timeout = 3s\n", "the '{' in line 1 is never closed")]
    [InlineData("echoactors {\n  server {\n    idle-timeout = 3s\n  }\n", "the '{' in line 1 is never closed")]
    [InlineData("echoactors.server { idle-timeout = 3s }\n}\nechoactors.server.backlog = 1", "the '}' in line 2 closes nothing")]
    [InlineData("echoactors.server {\n  listen = [\"127.0.0.1:0\"\n}", "the '}' in line 3 closes nothing")]
    [InlineData("# one {\nechoactors.server.listen = [\"127.0.0.1:0]\n", "the quotation mark in line 2 is never closed")]
    public async Task A_bracket_without_its_partner_is_refused_with_its_line(string hocon, string fault)
    {
        await File.WriteAllTextAsync(_file, hocon);

        var run = await EchoActorsProcess.RunAsync("server", "--config", _file);

        Assert.Equal($"echoactors server: the configuration file {_file} is not HOCON: {fault}.\nTry 'echoactors server --help'.\n", run.Error);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Brackets_in_comments_and_quotes_need_no_partner()
    {
        await File.WriteAllTextAsync(_file, """"
            # } one
            // ] two
            echoactors.server.idle-timeout = "1h" # {
            note = "a \" } b"
            notes = """{ [
            ""}"""
            """");

        await using var server = await ServerProcess.StartAsync("--config", _file);

        Assert.Equal("127.0.0.1", server.Address.Host);
    }

    [Fact]
    public async Task A_file_may_hold_the_sections_of_every_command()
    {
        await File.WriteAllTextAsync(_file, "echoactors { admin.listen = \"127.0.0.1:0\", mesh.interval = 1s, client.window = 1MiB }");

        await using var server = await ServerProcess.StartAsync("--config", _file);

        await server.Output.LineWithAsync("admin on http://127.0.0.1:");
    }

    [Fact]
    public async Task A_flag_overrides_the_file()
    {
        await File.WriteAllTextAsync(_file, "echoactors.server { listen = [\"192.0.2.1:1\"], idle-timeout = 100ms }");

        await using var server = await ServerProcess.StartAsync("--config", _file, "--idle-timeout", "1h");
        using var client = await server.ConnectAsync();

        Assert.Equal("still here", await client.EchoAsync("still here"));
        Assert.Equal("127.0.0.1", server.Address.Host);
    }
}
