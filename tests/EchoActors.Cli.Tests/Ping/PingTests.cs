using EchoActors.Cli.Tests.Doubles;
using EchoActors.Cli.Tests.Processes;
using EchoActors.Tests.Shared;

namespace EchoActors.Cli.Tests;

/// <summary><c>ping</c> as a user sees it.</summary>
public sealed class PingTests
{
    [Fact]
    public async Task Every_probe_has_a_line_and_the_end_has_a_summary()
    {
        await using var server = await ServerProcess.StartAsync();

        var run = await EchoActorsProcess.RunAsync("ping", server.Target, "-c", "3", "-i", "1ms", "-s", "1k");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.Output.Split('\n');
        Assert.Matches($"^connected to {server.Target} \\(connect [0-9.]+ (s|ms|µs)\\)$", lines[0]);
        Assert.Matches($"^1,024 bytes from {server.Target}: seq=3 time=[0-9.]+ (ms|µs)$", lines[3]);
        Assert.Equal("3 sent, 3 echoed, 0 lost", lines[6]);
        Assert.Matches("^min .*, mean .*, p50 .*, p99 .*, max [0-9.]+ (ms|µs)$", lines[7]);
        Assert.Matches("^jitter [0-9.]+ (ms|µs)$", lines[8]);
        if (OperatingSystem.IsLinux())
        {
            Assert.Matches("^path: rtt [0-9.]+ (ms|µs) ± [0-9.]+ (ms|µs), MTU [0-9,]+, [0-9]+ of [0-9]+ segments sent again$", lines[9]);
        }

        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task A_name_is_resolved_and_its_time_shown_apart()
    {
        await using var server = await ServerProcess.StartAsync();

        var run = await EchoActorsProcess.RunAsync("ping", $"localhost:{server.Address.Port}", "-4", "-c", "2", "-i", "1ms", "--reconnect");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, run.Output.Split('\n').Count(line => line.Contains("resolve ") && line.Contains("connect ") && line.Contains("time=")));
    }

    [Fact]
    public async Task A_lost_probe_is_exit_code_1_and_says_why()
    {
        await using var server = await FaultyServer.StartAsync("truncate=@64");

        var run = await EchoActorsProcess.RunAsync("ping", server.Target, "-c", "2", "-i", "1ms", "-W", "10s");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 sent, 1 echoed, 1 lost", run.Output);
    }

    [Fact]
    public async Task An_interrupt_prints_the_summary()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var ping = EchoActorsProcess.StartEchoActors("ping", server.Target, "-i", "1ms", "-o", "json");
        await ping.Output.LineWithAsync("\"sequence\":3");

        ping.Signal(RunningProcess.InterruptSignal);

        Assert.Equal(0, await ping.ExitCodeAsync());
        Assert.Contains("\"event\":\"summary\"", ping.Output.Text);
        Assert.Matches(OperatingSystem.IsLinux() ? "\"path_mtu\":[0-9]+,\"segments_sent\":[0-9]+,\"segments_retransmitted\":[0-9]+" : "", ping.Output.Text);
    }

    [Fact]
    public async Task Each_flow_has_a_source_port_and_a_line_of_its_own()
    {
        await using var server = await ServerProcess.StartAsync();

        var run = await EchoActorsProcess.RunAsync("ping", server.Target, "--flows", "5", "-c", "3", "-i", "1ms");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var flows = run.Output.Split('\n').Where(line => line.StartsWith("port ", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, flows.Select(line => line.Split(':')[0]).Distinct().Count());
        Assert.All(flows, line => Assert.Matches("^port [0-9]+: 3 of 3 echoed, min .*, p50 .*, max [0-9.]+ (ms|µs)", line));
        Assert.EndsWith("5 flows, 15 sent, 15 echoed, 0 lost\n", run.Output);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_3()
    {
        var run = await EchoActorsProcess.RunAsync("ping", "127.0.0.1:1", "-c", "1");

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("lost seq=1: 127.0.0.1:1 refused the connection: nothing listens there, or a firewall rejects it.\n", run.Output);
    }
}
