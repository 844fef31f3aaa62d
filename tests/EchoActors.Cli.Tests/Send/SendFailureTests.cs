using System.Net;
using System.Net.Sockets;
using EchoActors.Cli.Tests.Doubles;
using EchoActors.Cli.Tests.Processes;
using EchoActors.Tests.Shared;

namespace EchoActors.Cli.Tests;

/// <summary>What <c>send</c> says of servers that are not there or do not echo: one message, and an exit code.</summary>
public sealed class SendFailureTests
{
    [Fact]
    public async Task A_refused_connection_is_exit_code_3()
    {
        using var notListening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        notListening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var target = notListening.LocalEndPoint!.ToString()!;

        Fails(3, $"{target} refused the connection: nothing listens there, or a firewall rejects it.", await EchoActorsProcess.RunAsync("send", target, "x"));
    }

    [Fact]
    public async Task An_unknown_host_is_exit_code_3()
    {
        var run = await EchoActorsProcess.RunAsync("send", "nosuchhost.invalid:3000", "x");

        // A machine without a resolver can't tell that the host is unknown, only that it could not be resolved.
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Matches("^echoactors send: nosuchhost.invalid (is an unknown host: it has no address|could not be resolved: .*)\\.\n$", run.Error);
    }

    [Fact]
    public async Task A_server_that_never_accepts_is_exit_code_3()
    {
        await using var server = await NeverAccepts.StartAsync();

        Fails(3, $"no answer from {server.Target} in 300 ms.", await EchoActorsProcess.RunAsync("send", server.Target, "x", "--timeout", "300ms"));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_exit_code_1()
    {
        await using var server = await FaultyServer.NeverAnswersAsync();

        Fails(1, $"no answer from {server.Target} in 3 s.", await EchoActorsProcess.RunAsync("send", server.Target, "x", "--timeout", "3s"));
    }

    [Fact]
    public async Task A_server_that_closes_early_is_exit_code_1()
    {
        await using var server = await FaultyServer.StartAsync("truncate=@4");

        Fails(1, $"{server.Target} closed after 4 of 10 bytes.", await EchoActorsProcess.RunAsync("send", server.Target, "helloworld"));
    }

    [Fact]
    public async Task The_right_part_of_a_broken_echo_is_on_standard_output()
    {
        await using var server = await FaultyServer.StartAsync("truncate=@57344");
        var bytes = new byte[2_000_000];

        var run = await EchoActorsProcess.RunAsync(bytes, ["send", server.Target]);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^echoactors send: [\d.:]+ closed after 57,344 of [\d,]+ bytes\.\n$", run.Error);
        Assert.Equal(57_344, run.OutputBytes.Length);
    }

    [Fact]
    public async Task A_byte_that_differs_is_named_with_its_place_and_both_values()
    {
        await using var server = MisbehavingServer.CorruptsByte(offset: 1024);
        var bytes = Enumerable.Repeat((byte)0x41, 2000).ToArray();

        var run = await EchoActorsProcess.RunAsync(bytes, ["send", server.Target]);

        Assert.Equal($"echoactors send: {server.Target}: byte 1,024 differs: sent 0x41, got 0xBE.\n", run.Error);
        Assert.Equal((1, 1024), (run.ExitCode, run.OutputBytes.Length));
    }

    [Fact]
    public async Task A_server_that_greets_first_is_no_echo_server()
    {
        await using var server = MisbehavingServer.Greets("220 ready\r\n");

        var run = await EchoActorsProcess.RunAsync("send", server.Target, "helloworld");

        // The greeting may come before or after the message is sent.
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(
            @"(byte 0 differs: sent 0x68, got 0x32|the server sent more than it was sent: byte 0 is 0x32, and only 0 bytes were sent)\.\n$",
            run.Error);
    }

    [Fact]
    public async Task A_server_that_resets_is_exit_code_1()
    {
        await using var server = await FaultyServer.StartAsync("reset=@0");

        var run = await EchoActorsProcess.RunAsync("send", server.Target, "helloworld");

        Fails(1, $"{server.Target} reset the connection after 0 of 10 bytes were echoed.", run);
    }

    [SkippableFact]
    public async Task An_output_that_can_not_be_written_is_exit_code_1()
    {
        Skip.IfNot(File.Exists("/dev/full"), "This machine has no /dev/full.");
        await using var server = await ServerProcess.StartAsync();
        var command = $"exec '{EchoActorsProcess.Host}' '{EchoActorsProcess.Assembly}' send {server.Target} > /dev/full";
        await using var send = RunningProcess.Start(OtherPrograms.Find("bash"), "-c", command);

        Fails(1, "the output can't be written: No space left on device.", await send.FinishAsync("helloworld"u8.ToArray()));
    }

    private static void Fails(int exitCode, string message, Finished run)
    {
        Assert.Equal($"echoactors send: {message}\n", run.Error);
        Assert.Equal(exitCode, run.ExitCode);
    }
}
