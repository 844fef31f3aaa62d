using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary><c>send</c> with a person at a terminal: script(1) gives it one.</summary>
public sealed class TerminalTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const byte ControlD = 4;

    [SkippableFact]
    public async Task A_conversation_is_answered_line_by_line_until_ctrl_d()
    {
        await using var terminal = OnTerminal($"send {server.Target}");
        await terminal.Input.WriteAsync("hello\n"u8.ToArray());
        await terminal.Input.FlushAsync();
        Assert.Equal(@"send data successfully, data: hello\n", await terminal.Output.LineWithAsync("send data"));
        Assert.Equal(@"recv data successfully, data: hello\n", await terminal.Output.LineWithAsync("recv data"));

        await terminal.Input.WriteAsync(new[] { ControlD });
        await terminal.Input.FlushAsync();

        Assert.StartsWith("6 bytes echoed, identical, in ", await terminal.Output.LineWithAsync("identical"));
        Assert.Equal(0, await terminal.ExitCodeAsync());
    }

    private static RunningProcess OnTerminal(string words) => RunningProcess.Start(
        OtherPrograms.Find("script"), "-qec", $"'{EchoActorsProcess.Host}' '{EchoActorsProcess.Assembly}' {words}", "/dev/null");
}
