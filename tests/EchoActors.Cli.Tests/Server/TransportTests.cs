using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary><c>--transport</c> alone is the fast server.</summary>
public sealed class TransportTests
{
    [Theory]
    [InlineData("direct", true)]
    [InlineData("akka-io", false)]
    public async Task The_flag_says_what_owns_the_sockets_of_a_server(string transport, bool hasLoops)
    {
        await using var server = await ServerProcess.StartAsync("--transport", transport);
        using var client = await server.ConnectAsync();

        Assert.Equal("ping", await client.EchoAsync("ping"));

        Assert.Equal(hasLoops, server.Threads.Contains("echoactors loop"));
        client.Dispose();
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task The_clients_take_the_flag_too()
    {
        await using var server = await ServerProcess.StartAsync("--transport", "direct");

        foreach (var arguments in new string[][]
        {
            ["send", server.Target, "hello", "--transport", "direct"],
            ["ping", server.Target, "-c", "2", "-i", "10ms", "--transport", "direct"],
            ["bench", server.Target, "-n", "10", "--transport", "akka-io"],
        })
        {
            var finished = await EchoActorsProcess.RunAsync(arguments);
            Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        }
    }
}
