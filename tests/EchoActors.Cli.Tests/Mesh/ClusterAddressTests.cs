using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using EchoActors.Mesh;
using EchoActors.Server;

namespace EchoActors.Cli.Tests;

/// <summary>Which address a node binds, and in which family it looks up the others, for names with addresses of either family.</summary>
public sealed class ClusterAddressTests
{
    private static readonly Dictionary<string, IPAddress[]> Hosts = new()
    {
        ["four"] = [IPAddress.Loopback],
        ["six"] = [IPAddress.IPv6Loopback],
        ["both"] = [IPAddress.IPv6Loopback, IPAddress.Loopback],
    };

    [SkippableTheory]
    [InlineData("four", null, null, "127.0.0.1", false)]
    [InlineData("six", null, null, "::1", true)]
    [InlineData("both", null, null, "127.0.0.1", false)]
    [InlineData("both", "six", null, "::1", true)]
    [InlineData("0.0.0.0", "four", null, "0.0.0.0", false)]
    [InlineData("0.0.0.0", "six", null, "::", true)]
    [InlineData("0.0.0.0", "::1", null, "::", true)]
    [InlineData("0.0.0.0", "unknown", null, "0.0.0.0", false)]
    [InlineData("127.0.0.1", null, "six", "127.0.0.1", true)]
    [InlineData("127.0.0.1", null, "[::1]", "127.0.0.1", false)]
    [InlineData("127.0.0.1", null, "unknown", "127.0.0.1", false)]
    [InlineData("127.0.0.1", null, "both", "127.0.0.1", false)]
    public async Task It_is_of_the_family_that_the_names_have(string host, string? publicHost, string? seed, string bound, bool namesAreIPv6)
    {
        Skip.IfNot(HasIPv6Loopback(), "This machine has no ::1.");

        var resolved = await ResolveAsync(host, publicHost, seed is null ? [] : [HostPort.Parse($"{seed}:1")]);

        var tcp = resolved.Configuration.GetConfig("akka.remote.dot-netty.tcp");
        Assert.Equal(
            (bound, publicHost ?? host, namesAreIPv6),
            (tcp.GetString("hostname"), tcp.GetString("public-hostname"), tcp.GetBoolean("dns-use-ipv6")));
    }

    [Fact]
    public async Task Seeds_of_the_configuration_count_as_those_of_the_command_line()
    {
        var resolved = await ResolveAsync("127.0.0.1", null, [], """akka.cluster.seed-nodes = ["akka.tcp://echoactors@six:1"]""");

        Assert.True(resolved.Configuration.GetBoolean("akka.remote.dot-netty.tcp.dns-use-ipv6"));
    }

    [Fact]
    public async Task The_configuration_decides_the_family_where_it_says_one()
    {
        var resolved = await ResolveAsync("127.0.0.1", null, [HostPort.Parse("six:1")], "akka.remote.dot-netty.tcp.dns-use-ipv6 = off");

        Assert.False(resolved.Configuration.GetBoolean("akka.remote.dot-netty.tcp.dns-use-ipv6"));
    }

    [Theory]
    [InlineData("192.0.2.1", "the cluster address 192.0.2.1:0 can't be bound: it is not an address of this machine. Choose another with --cluster.")]
    [InlineData("unknown", "the cluster address unknown:0 can't be bound: no address of that name is known. Choose another with --cluster.")]
    [InlineData("fe80::1", "the cluster address [fe80::1]:0 can't be bound: a link-local address needs the name of an interface of this machine, for example [fe80::1%eth0]:3000. Choose another with --cluster.")]
    public async Task An_address_that_can_not_be_bound_is_named(string host, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<ClusterBindException>(() => ResolveAsync(host, null, []))).Message);

    [Theory]
    [InlineData("::", null, "the cluster address is every address of this machine, and no one can connect to all of them: say with --public-host which.")]
    [InlineData("0.0.0.0", null, "the cluster address is every address of this machine, and no one can connect to all of them: say with --public-host which.")]
    [InlineData("0.0.0.0", "0.0.0.0", "the public host is 0.0.0.0, every address of this machine: it must be one that other nodes can connect to.")]
    [InlineData("a b", null, "akka.remote.dot-netty.tcp.hostname: 'a b' is neither a host name nor an IP address.")]
    [InlineData("127.0.0.1", "a:1", "akka.remote.dot-netty.tcp.public-hostname: 'a:1' has a port: write only the host name or IP address.")]
    public async Task An_address_that_no_node_can_have_is_wrong_usage(string host, string? publicHost, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<UsageException>(() => ResolveAsync(host, publicHost, []))).Message);

    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.port = 65536", "akka.remote.dot-netty.tcp.port is '65536': it must be a port from 0 to 65535.")]
    [InlineData("akka.remote.dot-netty.tcp.public-port = 65536", "akka.remote.dot-netty.tcp.public-port is '65536': it must be a port from 0 to 65535.")]
    [InlineData("akka.cluster.seed-nodes = [here]", "akka.cluster.seed-nodes has 'here': a seed is akka.tcp://echoactors@HOST:PORT; or give --seed HOST:PORT.")]
    [InlineData("akka.cluster.seed-nodes = [\"akka.tcp://other@127.0.0.1:1\"]", "akka.cluster.seed-nodes has 'akka.tcp://other@127.0.0.1:1': a seed is akka.tcp://echoactors@HOST:PORT; or give --seed HOST:PORT.")]
    public async Task A_wrong_setting_of_remoting_is_named(string hocon, string message)
    {
        var node = new MeshNodeSettings
        {
            Configuration = ConfigurationFactory.ParseString(hocon).WithFallback(MeshConfiguration.Default),
            Server = new EchoServerOptions(),
            Mesh = new MeshOptions(),
        };

        Assert.Equal(message, (await Assert.ThrowsAsync<UsageException>(() => ClusterAddress.ResolveAsync(node))).Message);
    }

    [SkippableTheory]
    [InlineData("six", "[::]:3000")]
    [InlineData("four", "0.0.0.0:3000")]
    public async Task The_echo_server_of_a_node_that_is_reached_by_IPv6_listens_there(string publicHost, string listen)
    {
        Skip.IfNot(HasIPv6Loopback(), "This machine has no ::1.");

        var resolved = await ResolveAsync("0.0.0.0", publicHost, []);

        Assert.Equal(listen, Assert.Single(resolved.Server.Listen).Address.ToString());
    }

    private static Task<MeshNodeSettings> ResolveAsync(string host, string? publicHost, HostPort[] seeds, string hocon = "")
    {
        var node = MeshConfiguration.One(new MeshNodeSettings
        {
            Configuration = ConfigurationFactory.ParseString(hocon).WithFallback(MeshConfiguration.Default),
            Server = new EchoServerOptions { Listen = [HostPort.Parse("0.0.0.0:3000")] },
            Mesh = new MeshOptions(),
            Cluster = new HostPort(host, 0),
            PublicHost = publicHost,
            Seeds = seeds,
        });
        return ClusterAddress.ResolveAsync(
            node,
            name => Hosts.TryGetValue(name, out var addresses)
                ? Task.FromResult(addresses)
                : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
    }

    private static bool HasIPv6Loopback()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
