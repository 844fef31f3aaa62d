using EchoActors.Cli.Tests.Documents;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>A name that has only an IPv6 address, on a host with IPv6 and on one without.</summary>
public sealed class IPv6NameTests
{
    [SkippableFact]
    public async Task Nodes_find_each_other_by_it_and_a_host_without_IPv6_says_so()
    {
        var unavailable = await DocumentNetwork.UnavailableAsync();
        Skip.If(unavailable is not null, unavailable);
        await using var network = await DocumentNetwork.StartAsync(
            ["six", "four"], root => File.AppendAllText(Path.Combine(root, "etc", "hosts"), "::1 echo-6.example\n"));

        await using var first = network.Start(
            "six", "exec echoactors mesh --name first --cluster 0.0.0.0:4053 --public-host echo-6.example --listen echo-6.example:3000 --admin off");
        await using var second = network.Start(
            "six", "exec echoactors mesh --name second --cluster echo-6.example:4054 --listen 0.0.0.0:3001 --admin off --seed echo-6.example:4053");
        var old = await network.RunAsync("four", """
            echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
            echoactors ping echo-6.example:3000 -c 1
            echoactors mesh --cluster echo-6.example:4053
            """);
        var joined = await first.Output.LineWithAsync("member second ");
        await second.Output.LineWithAsync("member first (echo-6.example:4053) joined; its echo server is echo-6.example:3000");
        var sent = await network.RunAsync("six", "echoactors send echo-6.example:3001 hello");

        Assert.EndsWith("member second (echo-6.example:4054) joined; its echo server is echo-6.example:3001", joined);
        Assert.Equal((0, ""), (sent.ExitCode, sent.Error));
        Assert.StartsWith("lost seq=1: echo-6.example:3000 can't be connected to: this machine has no IPv6 address.\n", old.Output);
        Assert.EndsWith(
            " ERR the cluster address echo-6.example:4053 can't be bound: it is not an address of this machine. Choose another with --cluster.\n",
            old.Error);
    }
}
