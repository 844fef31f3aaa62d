using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using EchoActors.Client;
using EchoActors.Configuration;
using EchoActors.Filters.Tls;
using EchoActors.Hosting;
using EchoActors.Server;
using EchoActors.Transport;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EchoActors.Tests.Configuration;

public sealed class OptionsTests
{
    [Fact]
    public void The_server_defaults_of_the_reference_are_those_of_the_record() =>
        SameOptions.Assert(new EchoServerOptions(), EchoServerOptions.FromConfig(Config.Empty));

    [Fact]
    public void The_client_defaults_of_the_reference_are_those_of_the_record() =>
        Assert.Equivalent(new EchoClientOptions(), EchoClientOptions.FromConfig(Config.Empty), strict: true);

    [Fact]
    public void Every_setting_of_the_server_is_read()
    {
        var options = Server("""
            listen = [
              "127.0.0.1:1"
              { address = "tls://[::1]:2", certificate = ["a.pem", "b.pfx"], key = a.key, password = secret, client-ca = ca.pem, alpn = echo }
            ]
            handshake-timeout = 6s, max-handshakes = 11, unix-mode = "0600", backlog = 7, max-connections = 10k, max-connections-per-ip = 5
            idle-timeout = 1m, send-timeout = 2s, drain-timeout = 3s, drain-quiet-period = 4s, echo-window = 128KiB, frame-size = 4KiB
            transport = direct, log-connections = off, transcript = on
            send-buffer = 32KiB, receive-buffer = off, notsent-lowat = 8KiB
            keepalive = off, keepalive-interval = 7s, keepalive-count = 9, user-timeout = 8s
            rebind { min-backoff = 1s, max-backoff = 2s }
            """);

        SameOptions.Assert(
            new EchoServerOptions
            {
                Listen =
                [
                    new HostPort("127.0.0.1", 1),
                    new EchoListenerOptions(Endpoint.Tls(new HostPort("::1", 2)))
                    {
                        Tls = new TlsServerOptions
                        {
                            Certificates = [new CertificateFile("a.pem", "a.key", "secret"), new CertificateFile("b.pfx", null, "secret")],
                            ClientCa = "ca.pem",
                            Protocols = ["echo"],
                        },
                    },
                ],
                HandshakeTimeout = TimeSpan.FromSeconds(6),
                MaxHandshakes = 11,
                UnixMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
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
                SendBuffer = 32 * 1024,
                ReceiveBuffer = null,
                NotSentLowWatermark = 8 * 1024,
                Keepalive = null,
                KeepaliveInterval = TimeSpan.FromSeconds(7),
                KeepaliveCount = 9,
                UserTimeout = TimeSpan.FromSeconds(8),
                RebindMinBackoff = TimeSpan.FromSeconds(1),
                RebindMaxBackoff = TimeSpan.FromSeconds(2),
                LogConnections = false,
                Transcript = true,
            },
            options);
    }

    [Fact]
    public void Every_setting_of_the_client_is_read()
    {
        var options = EchoClientOptions.FromConfig(ConfigurationFactory.ParseString("""
            echoactors.client {
              connect-timeout = 1s, answer-timeout = off, timeout = 5s, window = 64KiB, frame-size = 4KiB, address-family = ipv6
              transport = direct
              tls { ca = ca.pem, pin = "sha256:00", server-name = echo.example, certificate = c.pem, key = c.key, insecure = on, alpn = ["echo"] }
            }
            """));

        Assert.Equivalent(
            new EchoClientOptions
            {
                ConnectTimeout = TimeSpan.FromSeconds(1),
                AnswerTimeout = null,
                Timeout = TimeSpan.FromSeconds(5),
                Window = 65536,
                FrameSize = 4096,
                AddressFamily = AddressFamily.InterNetworkV6,
                Transport = EchoTransport.Direct,
                Tls = new TlsClientOptions
                {
                    Ca = "ca.pem",
                    Pin = "sha256:00",
                    ServerName = "echo.example",
                    Certificate = new CertificateFile("c.pem", "c.key"),
                    Insecure = true,
                    Protocols = ["echo"],
                },
            },
            options,
            strict: true);
    }

    [Theory]
    [InlineData("idle-timout = 3s", "echoactors.server.idle-timout does not exist")]
    [InlineData("rebind.min-back-off = 3s", "echoactors.server.rebind.min-back-off does not exist")]
    [InlineData("listen = []", "echoactors.server.listen is '[]'")]
    [InlineData("listen = [\"localhost\"]", "echoactors.server.listen: 'localhost' has no port")]
    [InlineData("listen = [{ certificate = a }]", "echoactors.server.listen[0] has no address")]
    [InlineData("listen = [{ address = \"tls://[::]:1\", certificat = a }]", "echoactors.server.listen[0].certificat does not exist: a listener has")]
    [InlineData("listen = [\"tls://[::]:1\"]", "the listener tls://[::]:1 has no certificate")]
    [InlineData("listen = [{ address = \"[::]:1\", certificate = a }]", "the listener [::]:1 has a certificate and does not speak TLS")]
    [InlineData("listen = [\"http://[::]:1\"]", "'http://' in 'http://[::]:1' is not a scheme of an echo endpoint")]
    [InlineData("handshake-timeout = 0s", "echoactors.server.handshake-timeout is '0s'")]
    [InlineData("unix-mode = \"0888\"", "echoactors.server.unix-mode is '0888': it must be permissions as in chmod")]
    [InlineData("listen = [\"unix:/run/echo.sock\"], max-connections-per-ip = 5", "the listener unix:/run/echo.sock has clients without addresses")]
    [InlineData("max-handshakes = 0", "echoactors.server.max-handshakes is '0'")]
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
    [InlineData("send-buffer = 1KiB", "a size from 4,096 to 67,108,864 bytes, for example 64KiB, or off")]
    [InlineData("send-timeout = 2m", "echoactors.server.user-timeout is shorter than echoactors.server.send-timeout")]
    [InlineData("transcript = perhaps", "echoactors.server.transcript is 'perhaps'")]
    [InlineData("rebind { min-backoff = 2s, max-backoff = 1s }", "min-backoff is longer than")]
    public void A_setting_that_is_wrong_is_named(string hocon, string words) =>
        Assert.Contains(words, Assert.Throws<SettingsException>(() => Server(hocon)).Message);

    [Theory]
    [InlineData("send-timeout = 25d", "echoactors.server.send-timeout is '25d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("idle-timeout = 25d", "echoactors.server.idle-timeout is '25d': it must be a duration from 1 ms to 24 d, for example 10s, or off.")]
    [InlineData("keepalive = 10h", "echoactors.server.keepalive is '10h': it must be a duration from 1 s to 32,767 s, for example 10s, or off.")]
    public void A_duration_beyond_the_timers_is_refused_with_the_range(string hocon, string message) =>
        Assert.Equal(message, Assert.Throws<SettingsException>(() => Server(hocon)).Message);

    public static TheoryData<EchoServerOptions, string> WrongServers => new()
    {
        { new() { Listen = [] }, "echoactors.server.listen is '[]': it must be a list of at least 1 HOST:PORT." },
        { new() { Backlog = 0 }, "echoactors.server.backlog is '0': it must be a whole number from 1 to 65,535." },
        { new() { MaxConnections = -1 }, "echoactors.server.max-connections is '-1': it must be a whole number from 1 to 1,000,000." },
        { new() { MaxConnectionsPerAddress = 0 }, "echoactors.server.max-connections-per-ip is '0': it must be a whole number from 1 to 1,000,000, or off." },
        { new() { IdleTimeout = TimeSpan.Zero }, "echoactors.server.idle-timeout is '0 µs': it must be a duration from 1 ms to 24 d, for example 10s, or off." },
        { new() { SendTimeout = Timeout.InfiniteTimeSpan }, "echoactors.server.send-timeout is '-1000 µs': it must be a duration from 1 ms to 24 d, for example 10s." },
        { new() { DrainTimeout = TimeSpan.FromDays(25) }, "echoactors.server.drain-timeout is '25 d': it must be a duration from 1 ms to 24 d, for example 10s." },
        { new() { EchoWindow = 1 }, "echoactors.server.echo-window is '1': it must be a size from 512 to 67,108,864 bytes, for example 64KiB." },
        { new() { FrameSize = 0 }, "echoactors.server.frame-size is '0': it must be a size from 512 to 1,048,576 bytes, for example 64KiB." },
        { new() { Keepalive = TimeSpan.FromHours(10) }, "echoactors.server.keepalive is '36,000 s': it must be a duration from 1 s to 32,767 s, for example 10s, or off." },
        { new() { RebindMaxBackoff = TimeSpan.FromMilliseconds(1) }, "echoactors.server.rebind.min-backoff is longer than echoactors.server.rebind.max-backoff: it must not be." },
    };

    [Theory]
    [MemberData(nameof(WrongServers))]
    public void Options_of_a_server_are_refused_in_the_words_of_its_settings(EchoServerOptions options, string message)
    {
        Assert.Equal(message, Assert.Throws<SettingsException>(() => EchoServer.Props(options)).Message);
        Assert.Equal(message, Assert.Throws<SettingsException>(() => Builder().WithEchoServer(options)).Message);
    }

    public static TheoryData<EchoClientOptions, string> WrongClients => new()
    {
        { new() { ConnectTimeout = TimeSpan.Zero }, "echoactors.client.connect-timeout is '0 µs': it must be a duration from 1 ms to 24 d, for example 10s." },
        { new() { AnswerTimeout = TimeSpan.FromDays(50) }, "echoactors.client.answer-timeout is '50 d': it must be a duration from 1 ms to 24 d, for example 10s, or off." },
        { new() { Timeout = TimeSpan.Zero }, "echoactors.client.timeout is '0 µs': it must be a duration from 1 ms to 24 d, for example 10s, or off." },
        { new() { Window = 1 }, "echoactors.client.window is '1': it must be a size from 4,096 to 1,073,741,824 bytes, for example 64KiB." },
        { new() { FrameSize = 0 }, "echoactors.client.frame-size is '0': it must be a size from 512 to 1,048,576 bytes, for example 64KiB." },
        { new() { AddressFamily = AddressFamily.Unix }, "echoactors.client.address-family is 'Unix': it must be one of any, ipv4, ipv6." },
    };

    [Theory]
    [MemberData(nameof(WrongClients))]
    public void Options_of_a_client_are_refused_in_the_words_of_its_settings(EchoClientOptions options, string message)
    {
        var target = new HostPort("127.0.0.1", 1);

        Assert.Equal(message, Assert.Throws<SettingsException>(() => EchoClient.Props(target, options, ActorRefs.Nobody)).Message);
        Assert.Equal(message, Assert.Throws<SettingsException>(() => EchoClientManager.Props(options)).Message);
        Assert.Equal(message, Assert.Throws<SettingsException>(() => Builder().WithEchoClient(options)).Message);
    }

    [Fact]
    public void A_section_that_does_not_exist_is_named() =>
        Assert.Equal(
            "echoactors.sever does not exist: echoactors has admin, client, direct, dispatch, mesh, server.",
            Assert.Throws<SettingsException>(() => EchoServerOptions.FromConfig(ConfigurationFactory.ParseString("echoactors.sever.backlog = 1"))).Message);

    private static AkkaConfigurationBuilder Builder() => new(new ServiceCollection(), "options");

    private static EchoServerOptions Server(string hocon) =>
        EchoServerOptions.FromConfig(ConfigurationFactory.ParseString($"echoactors.server {{ {hocon} }}"));
}
