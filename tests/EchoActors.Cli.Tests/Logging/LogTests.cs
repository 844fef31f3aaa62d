using System.Text.Json;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>What the server's log shows, and how.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task A_connection_that_ends_is_one_line()
    {
        await using var server = await ServerProcess.StartAsync();

        await EchoActorsProcess.RunAsync("send", server.Target, "helloworld");

        Assert.Matches(
            @" INF connection from 127\.0\.0\.1:\d+ ended: PeerClosed, 10 bytes in, 10 bytes out, \d+ ms$",
            await server.Output.LineWithAsync("connection from"));
        Assert.Equal(0, await server.StopAsync());
        Assert.Equal(
            ["listening on", "connection from", "draining 0 connections within 10 s", "drained 0 connections, aborted 0"],
            server.Output.Lines.Select(line => string.Join(' ', line.Split(' ')[2..])).Select(Shortened));
        Assert.Empty(server.Error.Text);

        static string Shortened(string line) => line.Contains("127.0.0.1") ? string.Join(' ', line.Split(' ')[..2]) : line;
    }

    [Fact]
    public async Task Verbose_prints_the_classic_conversation()
    {
        await using var server = await ServerProcess.StartAsync("-v");

        await EchoActorsProcess.RunAsync("send", server.Target, "helloworld");

        Assert.Matches(@" INF recv data from client 127\.0\.0\.1:\d+, data: helloworld$", await server.Output.LineWithAsync("recv data"));
        Assert.Matches(@" INF send data to client 127\.0\.0\.1:\d+ successfully, data: helloworld$", await server.Output.LineWithAsync("send data"));
    }

    [Fact]
    public async Task Very_verbose_names_each_socket_call_in_its_order()
    {
        await using var server = await ServerProcess.StartAsync("-vv");

        await EchoActorsProcess.RunAsync("send", server.Target, "helloworld");
        await server.Output.LineWithAsync("connection from");
        await server.StopAsync();

        var calls = server.Output.Lines.Where(line => line.Contains(" DBG ")).Select(line => line.Split(" DBG ")[1].Split(" from")[0].Split(" of")[0]);
        Assert.Equal(
            [
                "socket, bind, listen: Tcp.Bind to 127.0.0.1:0",
                "accept: Tcp.Connected",
                "recv, send: Tcp.Received and Tcp.Write",
                "recv: 0, end",
                "close: Tcp.Close",
                "close: Tcp.Unbind",
            ],
            calls);
    }

    [Fact]
    public async Task Json_lines_have_named_properties_to_the_last()
    {
        await using var server = await ServerProcess.StartAsync("--log-format", "json");
        var port = server.Address.Port;

        await EchoActorsProcess.RunAsync("send", server.Target, "helloworld");
        await server.Output.LineWithAsync("connection from");
        await server.StopAsync();

        var events = server.Output.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.All(events, each => Assert.Equal("Information", each.GetProperty("@l").GetString()));
        Assert.Equal($"127.0.0.1:{port}", events[0].GetProperty("Address").GetString());
        Assert.Equal(
            ("PeerClosed", 10, 10),
            (events[1].GetProperty("Reason").GetString(), events[1].GetProperty("BytesIn").GetInt64(), events[1].GetProperty("BytesOut").GetInt64()));
        Assert.Equal((0, 0), (events[^1].GetProperty("Completed").GetInt32(), events[^1].GetProperty("Aborted").GetInt32()));
    }
}
