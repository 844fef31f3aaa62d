using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>What <c>send</c> writes, and where, when the echo is right.</summary>
public sealed class SendTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Summary = @"bytes? echoed, identical, in [\d.,]+ (s|ms|µs) \(connected in [\d.,]+ (s|ms|µs)\)";

    [Fact]
    public async Task A_message_prints_the_classic_conversation_and_the_time_taken()
    {
        var sent = await EchoActorsProcess.RunAsync("send", server.Target, "helloworld");

        Assert.Equal((0, ""), (sent.ExitCode, sent.Error));
        Assert.Matches(
            new Regex($@"\Asend data successfully, data: helloworld\nrecv data successfully, data: helloworld\n10 {Summary}\n\z"),
            sent.Output);
    }

    [Fact]
    public async Task It_generates_no_code_for_what_runs_a_few_times()
    {
        var compiled = Path.GetTempFileName(); // each method that the just-in-time compiler compiles
        await using var sending = RunningProcess.Start(
            "env", "DOTNET_JitDisasmSummary=1", $"DOTNET_JitStdOutFile={compiled}", EchoActorsProcess.Host, EchoActorsProcess.Assembly, "send", server.Target, "helloworld");

        Assert.Equal(0, (await sending.FinishAsync([])).ExitCode);

        var methods = await File.ReadAllTextAsync(compiled);
        Assert.Contains("EchoActors.", methods);
        Assert.DoesNotContain("CompiledRegexRunner", methods); // of Akka's durations
        Assert.DoesNotContain("lambda_method", methods); // of Akka.IO's states
        File.Delete(compiled);
    }

    [Fact]
    public async Task Bytes_that_can_not_be_printed_are_escaped_and_long_data_is_shortened()
    {
        var sent = await EchoActorsProcess.RunAsync("send", server.Target, "\a\n" + new string('x', 100));

        var shown = @"\x07\n" + new string('x', 62) + "… (102 bytes)";
        Assert.StartsWith($"send data successfully, data: {shown}\nrecv data successfully, data: {shown}\n", sent.Output);
    }

    [Fact]
    public async Task An_empty_message_sends_nothing_and_says_so()
    {
        var sent = await EchoActorsProcess.RunAsync("send", server.Target, "");

        Assert.Equal(new { ExitCode = 0, Output = "nothing to send: the message is empty\n" }, new { sent.ExitCode, sent.Output });
    }

    [Fact]
    public async Task A_pipe_gets_exactly_the_echoed_bytes_and_the_summary_goes_to_standard_error()
    {
        var bytes = RandomNumberGenerator.GetBytes(2_000_000);

        var sent = await EchoActorsProcess.RunAsync(bytes, ["send", server.Target]);

        Assert.Equal(0, sent.ExitCode);
        Assert.True(bytes.AsSpan().SequenceEqual(sent.OutputBytes));
        Assert.Matches(new Regex($@"\A2,000,000 {Summary}\n\z"), sent.Error);
    }

    [Fact]
    public async Task A_file_comes_back_on_standard_output()
    {
        var file = Path.GetTempFileName();
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        await File.WriteAllBytesAsync(file, bytes);

        var sent = await EchoActorsProcess.RunAsync("send", server.Target, "-f", file);
        File.Delete(file);

        Assert.Equal(0, sent.ExitCode);
        Assert.True(bytes.AsSpan().SequenceEqual(sent.OutputBytes));
        Assert.Matches(new Regex($@"\A300,000 {Summary}\n\z"), sent.Error);
    }

    [Fact]
    public async Task A_pipe_that_stays_open_is_answered_line_by_line()
    {
        await using var process = EchoActorsProcess.StartEchoActors("send", server.Target);
        foreach (var line in new[] { "one", "two" })
        {
            await process.Input.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            await process.Input.FlushAsync();
            Assert.Equal(line, await process.Output.LineWithAsync(line));
        }

        var sent = await process.FinishAsync([]);

        Assert.Equal((0, "one\ntwo\n"), (sent.ExitCode, sent.Output));
    }

    [Fact]
    public async Task Verbose_keeps_the_transcript_of_a_pipe_out_of_standard_output()
    {
        var sent = await EchoActorsProcess.RunAsync("hi\n"u8.ToArray(), ["send", server.Target, "-v"]);

        Assert.Equal("hi\n", sent.Output);
        Assert.Equal(
            [@"send data successfully, data: hi\n", @"recv data successfully, data: hi\n"],
            sent.Error.Split('\n')[..2]);
    }

    [Fact]
    public async Task Very_verbose_names_each_socket_call()
    {
        var sent = await EchoActorsProcess.RunAsync("send", server.Target, "helloworld", "-vv");

        var calls = sent.Error.TrimEnd('\n').Split('\n').Select(line => line["00:00:00.000 ".Length..]);
        // The echo may come before or after the end of the input is noticed.
        Assert.Equal(
            new[]
            {
                $"DBG socket, connect: Tcp.Connect to {server.Target}",
                $"DBG connected: Tcp.Connected to {server.Target}",
                "DBG send: Tcp.Write of 10 bytes",
                "DBG shutdown: Tcp.ConfirmedClose",
                "DBG recv: Tcp.Received of 10 bytes",
                "DBG close: Identical",
            }.Order(StringComparer.Ordinal),
            calls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_host_name_resolves()
    {
        var sent = await EchoActorsProcess.RunAsync("send", "-4", $"localhost:{server.Process.Address.Port}", "helloworld");

        Assert.Equal(0, sent.ExitCode);
    }
}
