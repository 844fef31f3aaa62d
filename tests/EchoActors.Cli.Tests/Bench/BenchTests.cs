using System.Text.Json;
using EchoActors.Cli.Tests.Doubles;
using EchoActors.Cli.Tests.Processes;
using EchoActors.Tests.Shared;

namespace EchoActors.Cli.Tests;

/// <summary><c>bench</c> as a user sees it: results on standard output, failures on standard error, exit codes.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task A_right_server_is_exit_code_0_and_every_message_is_accounted_for()
    {
        await using var server = await ServerProcess.StartAsync();

        var run = await EchoActorsProcess.RunAsync("bench", server.Target, "-c", "5", "-n", "1k");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"5 connections to {server.Target}, closed loop, 1 outstanding on each, messages of 64 bytes\n", run.Output);
        Assert.Contains("1,000 sent, 1,000 echoed and verified, 0 lost", run.Output);
        Assert.Contains("Closed loop: while the server stalls nothing is sent", run.Output);
        if (OperatingSystem.IsLinux())
        {
            Assert.Matches("path +rtt [0-9.]+ (ms|µs), MTU [0-9,]+, [0-9,]+ of [0-9,]+ segments sent again", run.Output);
        }
    }

    [Fact]
    public async Task An_open_loop_shows_what_was_requested_and_achieved_and_its_own_send_delay_as_json()
    {
        await using var server = await ServerProcess.StartAsync();

        var run = await EchoActorsProcess.RunAsync("bench", server.Target, "-r", "500", "-n", "100", "-o", "json", "-p", "50,99.9");

        using var json = JsonDocument.Parse(run.Output);
        var result = json.RootElement.GetProperty("result");
        Assert.Equal(2, json.RootElement.GetProperty("version").GetInt32());
        Assert.Equal("open", json.RootElement.GetProperty("load").GetProperty("loop").GetString());
        Assert.Equal(500, result.GetProperty("requested_rate_per_second").GetDouble());
        Assert.Equal(100, result.GetProperty("echoed").GetInt64());
        Assert.Equal(0, result.GetProperty("dropped").GetInt64());
        Assert.True(result.GetProperty("send_delay_microseconds").GetProperty("p99.9").GetDouble() > 0);
    }

    [Fact]
    public async Task Churn_ramp_and_files_work_together_with_a_real_server()
    {
        await using var server = await ServerProcess.StartAsync();
        var directory = Directory.CreateTempSubdirectory("echoactors-bench");
        try
        {
            var html = Path.Combine(directory.FullName, "report.html");
            var log = Path.Combine(directory.FullName, "latency.hlog");
            var csv = Path.Combine(directory.FullName, "result.csv");

            var ramp = await EchoActorsProcess.RunAsync(
                "bench", server.Target, "--ramp", "100:200:1s", "--html", html, "--hdr", log, "-o", "csv", "--out", csv);
            var churn = await EchoActorsProcess.RunAsync("bench", server.Target, "--churn", "-c", "2", "-n", "50");

            Assert.Equal((0, "", ""), (ramp.ExitCode, ramp.Output, ramp.Error));
            Assert.Contains("uPlot", await File.ReadAllTextAsync(html));
            Assert.StartsWith("#[Histogram log format version 1.3]\n", await File.ReadAllTextAsync(log));
            Assert.Equal(4, (await File.ReadAllLinesAsync(csv)).Count(row => row.StartsWith("2,step,", StringComparison.Ordinal)));
            Assert.Equal(0, churn.ExitCode);
            Assert.Contains("50 echoed and verified", churn.Output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_threshold_that_does_not_hold_is_named_and_is_exit_code_99()
    {
        await using var server = await ServerProcess.StartAsync();

        var run = await EchoActorsProcess.RunAsync(
            "bench", server.Target, "-n", "100", "--threshold", "errors==0", "--threshold", "rate>=100m");

        Assert.Equal(99, run.ExitCode);
        Assert.Matches("^echoactors bench: threshold rate>=100m does not hold: rate is [0-9,.]+ messages/s\n$", run.Error);
    }

    [Fact]
    public async Task A_mismatch_is_exit_code_1_and_names_connection_offset_and_bytes()
    {
        await using var server = MisbehavingServer.CorruptsByte(offset: 10);
        var run = await EchoActorsProcess.RunAsync("bench", server.Target, "-n", "1", "-f", EchoActorsProcess.Assembly + ".missing");
        Assert.Equal(2, run.ExitCode);

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "the quick brown fox");
            run = await EchoActorsProcess.RunAsync("bench", server.Target, "-n", "1", "-f", file);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"echoactors bench: connection 1: {server.Target}: byte 10 differs: sent 0x62, got 0x9D.\n", run.Error);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_3()
    {
        using var notListening = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        notListening.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 0));
        var target = notListening.LocalEndPoint!.ToString()!;

        var run = await EchoActorsProcess.RunAsync("bench", target, "-n", "10");

        Assert.Equal((3, $"echoactors bench: connection 1: {target} refused the connection: nothing listens there, or a firewall rejects it.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task An_interrupt_ends_it_early_with_what_it_has()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using var bench = EchoActorsProcess.StartEchoActors("bench", listener.LocalEndpoint.ToString()!, "-d", "1h");
        using var client = await listener.AcceptSocketAsync().OrFail();
        await client.ReceiveAsync(new byte[64]).OrFail();

        bench.Signal(RunningProcess.InterruptSignal);

        Assert.Equal(0, await bench.ExitCodeAsync());
        Assert.Contains("partial: it was interrupted", bench.Output.Text);
    }

    [Theory]
    [InlineData(99, "echoactors bench: threshold errors==0 does not hold: errors is unknown because nothing was measured\n", "--threshold", "errors==0")]
    [InlineData(1, "")]
    public async Task An_interrupt_while_it_connects_is_no_success_and_thresholds_do_not_hold(int exitCode, string verdict, params string[] thresholds)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using var bench = EchoActorsProcess.StartEchoActors(
            ["bench", listener.LocalEndpoint.ToString()!, "-c", "100", "--connect-rate", "1", .. thresholds]);
        using var first = await listener.AcceptSocketAsync().OrFail();

        bench.Signal(RunningProcess.InterruptSignal);

        Assert.Equal(exitCode, await bench.ExitCodeAsync());
        Assert.Equal($"echoactors bench: nothing was measured: it was interrupted while connections were being opened.\n{verdict}", bench.Error.Text);
    }

    [Fact]
    public async Task Two_signals_at_once_are_one_interrupt_and_thresholds_do_not_hold_when_it_comes_in_the_warm_up()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using var bench = EchoActorsProcess.StartEchoActors(
            "bench", listener.LocalEndpoint.ToString()!, "--warmup", "1h", "--threshold", "p99<1h", "--threshold", "errors==0");
        using var client = await listener.AcceptSocketAsync().OrFail();
        await client.ReceiveAsync(new byte[64]).OrFail();

        bench.Signal(RunningProcess.InterruptSignal);
        bench.Signal(RunningProcess.TerminateSignal);

        Assert.Equal(99, await bench.ExitCodeAsync());
        Assert.Contains("partial: it was interrupted during the warm-up\n", bench.Output.Text);
        Assert.Equal(
            "echoactors bench: nothing was measured: it was interrupted during the warm-up.\n"
            + "echoactors bench: threshold p99<1h does not hold: p99 is unknown because nothing was measured\n"
            + "echoactors bench: threshold errors==0 does not hold: errors is unknown because nothing was measured\n",
            bench.Error.Text);
    }
}
