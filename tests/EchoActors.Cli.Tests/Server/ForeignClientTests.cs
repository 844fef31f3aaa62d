using System.Security.Cryptography;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>The server with clients that know nothing of it.</summary>
public sealed class ForeignClientTests(SharedServer server) : IClassFixture<SharedServer>
{
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(1_000_000);

    [SkippableFact]
    public async Task Netcat_that_half_closes_gets_everything_back()
    {
        var netcat = OtherPrograms.Find("nc");
        await using var help = RunningProcess.Start(netcat, "-h");
        var usage = await help.FinishAsync([]);
        Skip.IfNot((usage.Output + usage.Error).Contains("OpenBSD"), "Only the OpenBSD nc has -N.");

        await SameBytesAsync(netcat, "-N", "127.0.0.1", $"{server.Process.Address.Port}");
    }

    [SkippableFact]
    public async Task Socat_gets_everything_back() =>
        await SameBytesAsync(OtherPrograms.Find("socat"), "-t", "30", "-", $"TCP:{server.Target}");

    [SkippableFact]
    public async Task Bash_alone_gets_everything_back()
    {
        var conversation = $"exec 3<>/dev/tcp/127.0.0.1/{server.Process.Address.Port}; printf helloworld >&3; head -c 10 <&3";
        await using var bash = RunningProcess.Start(OtherPrograms.Find("bash"), "-c", conversation);

        var run = await bash.FinishAsync([]);

        Assert.Equal(new { ExitCode = 0, Output = "helloworld" }, new { run.ExitCode, run.Output });
    }

    private async Task SameBytesAsync(string program, params string[] arguments)
    {
        await using var client = RunningProcess.Start(program, arguments);

        var run = await client.FinishAsync(_bytes);

        Assert.Equal(0, run.ExitCode);
        Assert.True(_bytes.AsSpan().SequenceEqual(run.OutputBytes), $"{run.OutputBytes.Length:N0} bytes came back");
    }
}
