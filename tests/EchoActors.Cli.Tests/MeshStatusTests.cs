using EchoActors.Cli.Tests.Processes;
using EchoActors.Tests.Shared;

namespace EchoActors.Cli.Tests;

/// <summary><c>mesh status</c> and an address that means it no good.</summary>
public sealed class MeshStatusTests
{
    [Fact]
    public async Task What_it_answers_can_not_steer_the_terminal()
    {
        await using var server = MisbehavingServer.Answers("HTTP/1.1 500 \x1b[2J\x1b[31mgone\r\nContent-Length: 0\r\n\r\n");

        var run = await EchoActorsProcess.RunAsync("mesh", "status", server.Target);

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith($"echoactors mesh status: {server.Target} ", run.Error);
        Assert.DoesNotContain('\x1b', run.Error);
    }
}
