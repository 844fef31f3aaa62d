using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>socket, bind, listen: which addresses the server serves, and what it says where it can't.</summary>
public sealed class ListeningTests
{
    [Fact]
    public async Task Port_0_takes_a_free_port_and_one_stable_line_names_it()
    {
        await using var server = await ServerProcess.StartAsync();

        var line = await server.Output.LineWithAsync("listening");

        Assert.Matches(new Regex(@"^\d\d:\d\d:\d\d\.\d\d\d INF listening on 127\.0\.0\.1:[1-9]\d*$"), line);
    }

    [Fact]
    public async Task Several_listeners_serve_at_once()
    {
        await using var server = await ServerProcess.StartOnAsync("127.0.0.2:0", "--listen", "127.0.0.3:0");
        var first = await server.Output.LineWithAsync("listening on 127.0.0.2:");
        var second = await server.Output.LineWithAsync("listening on 127.0.0.3:");

        foreach (var line in new[] { first, second })
        {
            var sent = await EchoActorsProcess.RunAsync("send", line[line.IndexOf("127", StringComparison.Ordinal)..], "helloworld");
            Assert.Equal(0, sent.ExitCode);
        }
    }

    [SkippableFact]
    public async Task The_IPv6_wildcard_serves_IPv4_as_well()
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var server = await ServerProcess.StartOnAsync("[::]:0");

        var four = await EchoActorsProcess.RunAsync("send", $"127.0.0.1:{server.Address.Port}", "four");
        var six = await EchoActorsProcess.RunAsync("send", $"[::1]:{server.Address.Port}", "six");

        Assert.Equal((0, 0), (four.ExitCode, six.ExitCode));
        await server.Output.LineWithAsync("connection from 127.0.0.1:");
        await server.Output.LineWithAsync("connection from [::1]:");
    }

    [SkippableFact]
    public async Task An_IPv6_address_stands_in_brackets()
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var server = await ServerProcess.StartOnAsync("[::1]:0");

        var sent = await EchoActorsProcess.RunAsync("send", server.Target, "-6", "helloworld");

        Assert.StartsWith("[::1]:", server.Target);
        Assert.Equal(0, sent.ExitCode);
    }

    [Fact]
    public async Task An_address_in_use_ends_the_server_with_one_sentence()
    {
        using var occupant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        occupant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        occupant.Listen();

        await RefusesToListenAsync(
            occupant.LocalEndPoint!.ToString()!, "the address is already in use; stop what listens there or choose another port.");
    }

    [Fact]
    public async Task An_address_that_is_not_local_ends_the_server_with_one_sentence() =>
        await RefusesToListenAsync("192.0.2.1:0", "192.0.2.1 is not an address of this machine.");

    [Fact]
    public async Task One_address_that_can_not_be_bound_ends_the_server_even_if_others_can() =>
        await RefusesToListenAsync("192.0.2.1:0", "192.0.2.1 is not an address of this machine.", "--listen", "127.0.0.1:0");

    private static async Task RefusesToListenAsync(string address, string reason, params string[] more)
    {
        var run = await EchoActorsProcess.RunAsync(["server", "--listen", address, .. more]);

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith($" ERR can't listen on {address}: {reason}", Assert.Single(run.Error.TrimEnd('\n').Split('\n')));
    }
}
