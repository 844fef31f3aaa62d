using System.Net.Sockets;
using Akka.Configuration;
using EchoActors.Client;
using EchoActors.Configuration;
using EchoActors.Server;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Configuration;

public sealed class OptionsTests
{
    [Fact]
    public void The_server_defaults_of_the_reference_are_those_of_the_record() =>
        Assert.Equivalent(new EchoServerOptions(), EchoServerOptions.FromConfig(Config.Empty), strict: true);

    [Fact]
    public void The_client_defaults_of_the_reference_are_those_of_the_record() =>
        Assert.Equal(new EchoClientOptions(), EchoClientOptions.FromConfig(Config.Empty));

    [Fact]
    public void Every_setting_of_the_server_is_read()
    {
        var options = Server("""
            listen = ["127.0.0.1:1", "[::1]:2"], backlog = 7, max-connections = 10k, max-connections-per-ip = 5
            idle-timeout = 1m, send-timeout = 2s, drain-timeout = 3s, drain-quiet-period = 4s, echo-window = 128KiB, frame-size = 4KiB
            transport = direct, keepalive = off, log-connections = off, transcript = on
            rebind { min-backoff = 1s, max-backoff = 2s }
            """);

        Assert.Equivalent(
            new EchoServerOptions
            {
                Listen = [new HostPort("127.0.0.1", 1), new HostPort("::1", 2)],
                Backlog = 7,
                MaxConnections = 10_000,
                MaxConnectionsPerAddress = 5,
                IdleTimeout = TimeSpan.FromMinutes(1),
                SendTimeout = TimeSpan.FromSeconds(2),
                DrainTimeout = TimeSpan.FromSeconds(3),
                DrainQuietPeriod = TimeSpan.FromSeconds(4),
                EchoWindow = 128 * 1024,
                FrameSize = 4 * 1024,
                Transport = EchoTransport.Direct,
                Keepalive = null,
                RebindMinBackoff = TimeSpan.FromSeconds(1),
                RebindMaxBackoff = TimeSpan.FromSeconds(2),
                LogConnections = false,
                Transcript = true,
            },
            options,
            strict: true);
    }

    [Fact]
    public void Every_setting_of_the_client_is_read()
    {
        var options = EchoClientOptions.FromConfig(ConfigurationFactory.ParseString("""
            echoactors.client {
              connect-timeout = 1s, answer-timeout = off, timeout = 5s, window = 64KiB, frame-size = 4KiB, address-family = ipv6
              transport = direct
            }
            """));

        Assert.Equal(
            new EchoClientOptions
            {
                ConnectTimeout = TimeSpan.FromSeconds(1),
                AnswerTimeout = null,
                Timeout = TimeSpan.FromSeconds(5),
                Window = 65536,
                FrameSize = 4096,
                AddressFamily = AddressFamily.InterNetworkV6,
                Transport = EchoTransport.Direct,
            },
            options);
    }

    [Theory]
    [InlineData("idle-timout = 3s", "echoactors.server.idle-timout does not exist")]
    [InlineData("rebind.min-back-off = 3s", "echoactors.server.rebind.min-back-off does not exist")]
    [InlineData("listen = []", "echoactors.server.listen is '[]'")]
    [InlineData("listen = [\"localhost\"]", "echoactors.server.listen: 'localhost' has no port")]
    [InlineData("backlog = 0", "echoactors.server.backlog is '0'")]
    [InlineData("max-connections = off", "echoactors.server.max-connections is 'off'")]
    [InlineData("max-connections = many", "echoactors.server.max-connections is 'many'")]
    [InlineData("max-connections-per-ip = 0", "echoactors.server.max-connections-per-ip is '0'")]
    [InlineData("idle-timeout = 0s", "echoactors.server.idle-timeout is '0s'")]
    [InlineData("send-timeout = off", "echoactors.server.send-timeout is 'off'")]
    [InlineData("drain-timeout = 10", "echoactors.server.drain-timeout is '10'")]
    [InlineData("echo-window = 100", "echoactors.server.echo-window is '100'")]
    [InlineData("frame-size = 2MiB", "echoactors.server.frame-size is '2MiB'")]
    [InlineData("transport = udp", "echoactors.server.transport is 'udp'")]
    [InlineData("keepalive = 1ms", "echoactors.server.keepalive is '1ms'")]
    [InlineData("transcript = perhaps", "echoactors.server.transcript is 'perhaps'")]
    [InlineData("rebind { min-backoff = 2s, max-backoff = 1s }", "min-backoff is longer than")]
    public void A_setting_that_is_wrong_is_named(string hocon, string words) =>
        Assert.Contains(words, Assert.Throws<SettingsException>(() => Server(hocon)).Message);

    private static EchoServerOptions Server(string hocon) =>
        EchoServerOptions.FromConfig(ConfigurationFactory.ParseString($"echoactors.server {{ {hocon} }}"));
}
