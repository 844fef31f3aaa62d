using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>Who is turned away, and who is let go.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_client_over_the_limit_is_closed_at_once_and_the_others_do_not_notice()
    {
        await using var server = await ServerProcess.StartAsync("--max-connections", "2");
        using var first = await server.ConnectAsync();
        using var second = await server.ConnectAsync();
        await first.EchoAsync("a");
        await second.EchoAsync("b");

        Assert.True(await server.TurnsAwayAsync());

        Assert.Equal(("c", "d"), (await first.EchoAsync("c"), await second.EchoAsync("d")));
        first.Dispose();
        await server.Output.LineWithAsync("connection from");
        using var next = await server.ConnectAsync();
        Assert.Equal("e", await next.EchoAsync("e"));
    }

    [Fact]
    public async Task A_limit_for_each_address_leaves_other_addresses_alone()
    {
        await using var server = await ServerProcess.StartAsync("--max-connections-per-ip", "1");
        using var first = await server.ConnectAsync();
        await first.EchoAsync("a");

        Assert.True(await server.TurnsAwayAsync());
        using var other = await server.ConnectAsync(from: "127.0.0.2");
        Assert.Equal("b", await other.EchoAsync("b"));
    }

    [Fact]
    public async Task A_client_that_connects_and_says_nothing_is_closed_at_the_idle_timeout()
    {
        await using var server = await ServerProcess.StartAsync("--idle-timeout", "200ms");
        using var silent = await server.ConnectAsync();

        Assert.Equal(0, await silent.ReceiveAsync(new byte[1]).OrFail());

        Assert.Contains("ended: IdleTimeout, 0 bytes in, 0 bytes out", await server.Output.LineWithAsync("connection from"));
    }

    [SkippableFact]
    public async Task A_limit_above_the_descriptors_of_the_process_is_lowered_with_a_warning()
    {
        var command = $"ulimit -n 400; exec '{EchoActorsProcess.Host}' '{EchoActorsProcess.Assembly}' server --listen 127.0.0.1:0";
        await using var server = RunningProcess.Start(OtherPrograms.Find("bash"), "-c", command);

        Assert.Matches(
            @" WRN max-connections is lowered from 16384 to [1-3]?\d?\d: this process may open 400 descriptors \(ulimit -n\)$",
            await server.Output.LineWithAsync("max-connections"));
        await server.Output.LineWithAsync("listening on");
        server.Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    [SkippableFact]
    public async Task Clients_that_are_connected_are_not_taken_from_the_limit_when_it_is_read_again()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "echoactors.server.listen = [\"127.0.0.1:0\"]");
        var command = $"ulimit -n 400; exec '{EchoActorsProcess.Host}' '{EchoActorsProcess.Assembly}' server --config '{file}'";
        await using var server = RunningProcess.Start(OtherPrograms.Find("bash"), "-c", command);
        var address = HostPort.Parse((await server.Output.LineWithAsync("listening on")).Split(' ')[^1]);
        var clients = Enumerable.Range(0, 100).Select(_ => new TcpClient(address.Host, address.Port)).ToList();
        await clients[^1].Client.EchoAsync("served");

        server.Signal(RunningProcess.HangUpSignal);
        await server.Output.LineWithAsync("reloaded limits");

        var limits = server.Output.Lines.Select(line => Regex.Match(line, @"lowered from 16384 to (\d+)")).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(2, limits.Count);
        Assert.InRange(limits[1], limits[0] - 50, limits[0] + 50);
        clients.ForEach(client => client.Dispose());
        File.Delete(file);
    }

    [SkippableTheory]
    [InlineData(150, "ping 127.0.0.1:1", "echoactors: this process may open 150 descriptors (ulimit -n): at least 160 are needed.\n")]
    [InlineData(200, "server", "echoactors server: this process may open 200 descriptors (ulimit -n): at least 256 are needed.\nTry 'echoactors server --help'.\n")]
    public async Task Too_few_descriptors_to_start_with_are_named(int limit, string words, string error)
    {
        var command = $"ulimit -n {limit}; exec '{EchoActorsProcess.Host}' '{EchoActorsProcess.Assembly}' {words}";
        await using var process = RunningProcess.Start(OtherPrograms.Find("bash"), "-c", command);

        Assert.Equal((2, error), (await process.ExitCodeAsync(), process.Error.Text));
    }
}
