using System.Text.Json;
using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Doubles;
using EchoActors.Cli.Tests.Processes;
using EchoActors.Tests.Shared;

namespace EchoActors.Cli.Tests;

/// <summary><c>check</c> as whoever starts it sees it.</summary>
public sealed class CheckTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Every_part_has_a_line_and_the_end_has_a_verdict_within_80_columns()
    {
        var run = await EchoActorsProcess.RunAsync("check", $"localhost:{server.Process.Address.Port}", "-4", "--skip", "throughput", "--skip", "burst");

        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches("^PASS  resolve        1 address in [0-9.]+ (ms|µs): 127.0.0.1$", lines[0]);
        Assert.Matches("^PASS  connect IPv4   [0-9.]+ (ms|µs) \\(min of 5, max [0-9.]+ (ms|µs)\\)(, MSS [0-9,]+)?$", lines[1]);
        Assert.Matches("^PASS  echo           64 B in [0-9.]+ (ms|µs), every byte$", lines[2]);
        Assert.Matches("^verdict: PASS \\([0-9]+ passed, [12] skipped\\) in [0-9]+ s$", lines[^1]);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task An_interrupt_gives_the_verdict_of_what_is_done()
    {
        await using var silent = await FaultyServer.NeverAnswersAsync();
        await using var check = EchoActorsProcess.StartEchoActors("check", silent.Target, "-W", "1m");
        await check.Output.LineWithAsync("connect IPv4");

        check.Signal(RunningProcess.InterruptSignal);

        Assert.Equal(0, await check.ExitCodeAsync());
        Assert.Contains("SKIP  echo           interrupted\n", check.Output.Text);
        Assert.Contains("verdict: PASS (2 passed, 8 skipped)", check.Output.Text);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_3_and_json_says_why()
    {
        var run = await EchoActorsProcess.RunAsync("check", "127.0.0.1:1", "-o", "json");

        Assert.Equal(3, run.ExitCode);
        var report = JsonDocument.Parse(run.Output).RootElement;
        var connect = report.GetProperty("findings")[1];
        Assert.Equal(
            (1, "fail", "connect", "connect IPv4", "fail"),
            (report.GetProperty("version").GetInt32(), report.GetProperty("verdict").GetString(), connect.GetProperty("part").GetString(), connect.GetProperty("label").GetString(), connect.GetProperty("verdict").GetString()));
        Assert.Equal("127.0.0.1 refused the connection", connect.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Over_TLS_a_certificate_that_is_not_trusted_fails_and_the_path_is_checked_all_the_same()
    {
        await using var tls = await ServerProcess.StartOnAsync("tls://127.0.0.1:0", "--tls", "self-signed");

        var run = await EchoActorsProcess.RunAsync("check", tls.Target, "--only", "tls,echo,sizes,half-close,flows");
        var insecure = await EchoActorsProcess.RunAsync("check", tls.Target, "--only", "tls,echo", "--insecure");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("FAIL tls the server's certificate is issued by 'localhost', which is not trusted; TLS 1.3 works without that", Unwrapped(run.Output));
        Assert.Contains("verdict: FAIL (1 failed, 4 passed) in ", run.Output);
        Assert.Equal(0, insecure.ExitCode);
        Assert.Matches("^PASS tls TLS 1[.]3 in [0-9.]+ (ms|µs), localhost [(]not verified[)], expires in [0-9]+ days ", Unwrapped(insecure.Output));
    }

    [Fact]
    public async Task A_server_that_is_no_echo_is_exit_code_1()
    {
        await using var greeting = MisbehavingServer.Greets("220 mail.example ESMTP\r\n");

        var run = await EchoActorsProcess.RunAsync("check", greeting.Target, "--only", "echo");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("          why  another service listens on this port\n", run.Output);
        Assert.Contains("verdict: FAIL (1 failed) in ", run.Output);
    }

    [SkippableFact]
    public async Task A_warning_is_exit_code_0_and_with_strict_1()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the warning builds on TCP_INFO");
        await using var slow = await FaultyServer.StartAsync("delay=20ms");

        var lenient = await EchoActorsProcess.RunAsync("check", slow.Target, "--only", "tcp-info");
        var strict = await EchoActorsProcess.RunAsync("check", slow.Target, "--only", "tcp-info", "--strict");

        Assert.Equal((0, 1), (lenient.ExitCode, strict.ExitCode));
        Assert.All([lenient, strict], run => Assert.StartsWith("WARN  tcp rtt        the network is fast and the server is slow", run.Output));
        Assert.All([lenient, strict], run => Assert.Contains("verdict: WARN (1 warning, 2 passed) in ", run.Output));
    }

    [Fact]
    public async Task A_gentle_check_says_that_it_leaves_the_burst_out_and_that_is_no_failure()
    {
        var run = await EchoActorsProcess.RunAsync("check", server.Target, "--only", "echo,burst", "--gentle", "--strict");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("SKIP  burst          not with --gentle\nverdict: PASS (1 passed, 1 skipped) in ", run.Output);
    }

    private static string Unwrapped(string output) => Regex.Replace(output, "\\s+", " ");
}
