using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary><c>--config</c>: what is misspelt or out of range is refused by its name.</summary>
[Collection(InProcess.Name)]
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.conf");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("server", "echoactors.server.max-connections = 0", "echoactors.server.max-connections is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("server", "echoactors.server.max-connections = off", "echoactors.server.max-connections is 'off': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("server", "echoactors.server.idle-timeout = soon", "echoactors.server.idle-timeout is 'soon': it must be a duration from 1 ms to 24 d, for example 10s, or off.")]
    [InlineData("server", "echoactors.server.listen = [\"3000\"]", "echoactors.server.listen: '3000' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("server", "echoactors.server.listen = \"127.0.0.1:1\"", "echoactors.server.listen is '127.0.0.1:1': it must be a list, for example [\"0.0.0.0:3000\"].")]
    [InlineData("server", "echoactors.admin.hosts = echo-1", "echoactors.admin.hosts is 'echo-1': it must be a list, for example [\"a\", \"b\"].")]
    [InlineData("server", "echoactors.server.idle-timeout = [1]", "echoactors.server.idle-timeout is '[1]': it must be one value.")]
    [InlineData("server", "echoactors.sever.idle-timeout = 3s", "echoactors.sever does not exist: echoactors has admin, client, direct, dispatch, mesh, server.")]
    [InlineData("server", "echoactors.dispatch.max-rums = 3", "echoactors.dispatch.max-rums does not exist: echoactors.dispatch has max-runs, max-time.")]
    [InlineData("server", "echoactors.direct.lops = 3", "echoactors.direct.lops does not exist: echoactors.direct has loops.")]
    [InlineData("server", "echoactors { server.transport = direct, direct.loops = many }", "echoactors.direct.loops is 'many': it must be a whole number from 1 to 1,024, or auto, or off.")]
    [InlineData("server", "echoactors.server.frame-size = big", "echoactors.server.frame-size is 'big': it must be a size from 512 to 1,048,576 bytes, for example 64KiB, or auto.")]
    [InlineData("send", "echoactors.direct = 2", "echoactors.direct is 2: it must be a section, for example echoactors.direct { … }.")]
    [InlineData("server", "akka.scheduler.tick-duration = soon", "akka.scheduler.tick-duration is 'soon': it must be a duration from 10 ms to 24 d, for example 10s.")]
    [InlineData("mesh", "akka.scheduler.tick-duration = 1ms", "akka.scheduler.tick-duration is '1ms': it must be a duration from 10 ms to 24 d, for example 10s.")]
    [InlineData("server", "akka.scheduler.tick-durations = 1s", "akka.scheduler.tick-durations does not exist: akka.scheduler has implementation, shutdown-timeout, tick-duration, ticks-per-wheel.")]
    [InlineData("server", "echoactors.server = 3", "echoactors.server is 3: it must be a section, for example echoactors.server { … }.")]
    [InlineData("server", "echoactors.server.rebind = 3s", "echoactors.server.rebind is 3s: it must be a section, for example echoactors.server.rebind { … }.")]
    [InlineData("server", "echoactors = 3", "echoactors is 3: it must hold sections, for example echoactors.server { … }.")]
    [InlineData("send", "echoactors.client.window = 1", "echoactors.client.window is '1': it must be a size from 4,096 to 1,073,741,824 bytes, for example 64KiB.")]
    [InlineData("server", "akka = 3", "akka is 3: it must be a section, for example akka { … }.")]
    [InlineData("server", "akka.io.tcp = 3", "akka.io.tcp is 3: it must be a section, for example akka.io.tcp { … }.")]
    [InlineData("server", "akka.loggers = one", "akka.loggers is one: it must be a list, for example [\"one\"].")]
    [InlineData("server", "akka.io.tcp.register-timeout = soon", "akka.io.tcp.register-timeout is 'soon': it must be a value such as its default, 5s.")]
    [InlineData("server", "akka.loglevel { a = 1 }", "akka.loglevel is a section: it must be a value such as its default, INFO.")]
    [InlineData("mesh", "akka.remote.dot-netty.tcp.port = many", "akka.remote.dot-netty.tcp.port is 'many': it must be a value such as its default, 2552.")]
    [InlineData("mesh", "akka.cluster.seed-nodes = here", "akka.cluster.seed-nodes is here: it must be a list, for example [\"here\"].")]
    public async Task A_wrong_setting_is_refused_by_name(string command, string hocon, string message)
    {
        await File.WriteAllTextAsync(_file, hocon);

        await RefusedAsync(command, message);
    }

    [Theory]
    [InlineData("echo-actors.server.backlog = 1", "echo-actors in line 1 is neither echoactors nor akka, and no ${echo-actors} uses it")]
    [InlineData("\n\nAkka.loglevel = DEBUG", "Akka in line 3 is neither echoactors nor akka, and no ${Akka} uses it")]
    [InlineData("echoactors.server.listen = [${echoactors.server.listen}]", "${echoactors.server.listen} in line 1 refers to itself")]
    [InlineData("\"echoactors.server.backlog\" = 1", "\"echoactors.server.backlog\" in line 1 is one name and no path: leave out the quotation marks")]
    [InlineData("include \"other.conf\"", "line 1 includes another file, which is not supported: give each file by itself")]
    [InlineData("backlog of 3", "line 1 is neither a setting nor a section: write name = value or name { … }")]
    public async Task What_would_be_lost_is_refused_with_its_line(string hocon, string fault)
    {
        await File.WriteAllTextAsync(_file, hocon);

        await RefusedAsync("server", $"the configuration file {_file} can't be used: {fault}.");
    }

    [Theory] // also in a section that the command does not read
    [InlineData("server", "echoactors.server.max-conections = 3", "echoactors.server.max-conections does not exist: echoactors.server has backlog, ")]
    [InlineData("server", "echoactors.client.windows = 1MiB", "echoactors.client.windows does not exist: echoactors.client has address-family, ")]
    [InlineData("send", "echoactors.server.rebind.max = 1s", "echoactors.server.rebind.max does not exist: echoactors.server.rebind has max-backoff, ")]
    [InlineData("send", "echoactors.admin.adress = off", "echoactors.admin.adress does not exist: echoactors.admin has ")]
    [InlineData("send", "echoactors.mesh.interva = 1s", "echoactors.mesh.interva does not exist: echoactors.mesh has ")]
    public async Task A_misspelt_setting_is_answered_with_those_that_exist(string command, string hocon, string start)
    {
        await File.WriteAllTextAsync(_file, hocon);

        var run = await InProcess.RunAsync(command, "--config", _file);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"echoactors {command}: {start}", run.Error);
    }

    [Fact]
    public async Task A_configuration_file_that_is_not_there_is_named()
    {
        var run = await InProcess.RunAsync("server", "--config", _file);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"echoactors server: the configuration file {_file} can't be read: it does not exist.\n", run.Error);
    }

    [Fact]
    public async Task Brackets_in_comments_and_quotes_need_no_partner()
    {
        await File.WriteAllTextAsync(_file, """"
            # } one
            // ] two
            echoactors.server.idle-timeout = "1h" # {
            akka.home = "a \" } b"
            akka.version = """{ [
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
        Assert.True(server.HasLoaded("EchoActors.Admin"));
        Assert.False(server.HasLoaded("Akka.Cluster")); // the page of a plain server does not load the cluster
    }

    [Fact]
    public async Task A_server_without_an_admin_address_loads_neither_the_web_server_nor_the_exporters()
    {
        await using var server = await ServerProcess.StartAsync();

        Assert.True(server.HasLoaded("EchoActors"));
        Assert.All(["Microsoft.AspNetCore.Server.Kestrel.Core", "Microsoft.AspNetCore.Http.Abstractions", "OpenTelemetry"], assembly => Assert.False(server.HasLoaded(assembly), assembly));
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

    private async Task RefusedAsync(string command, string message)
    {
        var run = await InProcess.RunAsync(command, "--config", _file);

        Assert.Equal($"echoactors {command}: {message}\nTry 'echoactors {command} --help'.\n", run.Error);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }
}
