using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using EchoActors.Client;
using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Filters.Tls;

/// <summary>Whole exchanges over TLS, between our own ends and with the runtime's, and each way in which they fail.</summary>
public sealed class TlsExchangeTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(EchoTransport.Direct)]
    [InlineData(EchoTransport.AkkaIo)]
    public async Task Every_byte_comes_back_and_what_was_agreed_is_told(EchoTransport transport)
    {
        await using var echo = await StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue()], Protocols = ["echo"] }, transport);
        var message = RandomNumberGenerator.GetBytes(3_000_000);

        var report = await ExchangeAsync(echo, new TlsClientOptions { Ca = _certificates.Authority, Protocols = ["echo"] }, message, transport);

        Assert.Equal(EchoEnd.Identical, report.Outcome.End);
        Assert.Equal(message.Length, report.Outcome.BytesEchoed);
        Assert.NotNull(report.Connection!.HandshakeTime);
        var session = report.Connection.Tls!;
        Assert.Equal(("TLS 1.3", "echo", "localhost"), (session.Version, session.Protocol, session.Peer));
        Assert.StartsWith("TLS_", session.Cipher);
        await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.PeerClosed) == 1);
    }

    [Fact]
    public async Task A_pin_takes_the_place_of_name_and_issuer()
    {
        await using var echo = await StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue("elsewhere.example")] });
        var certificate = Certificates.Read(new CertificateFile(echo.Options.Listen[0].Tls!.Certificates[0].Path)).Certificate;

        var pinned = await ExchangeAsync(echo, new TlsClientOptions { Pin = Certificates.PinOf(certificate).ToUpperInvariant().Replace("SHA256", "sha256") });
        var another = await ExchangeAsync(echo, new TlsClientOptions { Pin = "sha256:" + new string('0', 64) });

        Assert.Equal(EchoEnd.Identical, pinned.Outcome.End);
        Assert.Contains($"has the pin {Certificates.PinOf(certificate)}, not sha256:0000", another.Outcome.Message);
    }

    public static TheoryData<string, int, int, string> WrongCertificates => new()
    {
        { "localhost", -20, -10, "the server's certificate expired on " },
        { "localhost", 10, 20, "the server's certificate is not valid before " },
        { "elsewhere.example", -1, 20, "the server's certificate is for elsewhere.example, not for localhost." },
    };

    [Theory]
    [MemberData(nameof(WrongCertificates))]
    public async Task A_certificate_that_is_not_accepted_is_told_in_a_sentence_on_both_ends(string host, int from, int until, string message)
    {
        await using var echo = await StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue(host, from, until)] });

        var report = await ExchangeAsync(echo, new TlsClientOptions { Ca = _certificates.Authority });

        Assert.Equal((EchoEnd.TlsFailed, false), (report.Outcome.End, report.Outcome.Connected));
        Assert.StartsWith($"tls://localhost:{echo.Address.Port}: {message}", report.Outcome.Message);
        // The client may leave before its last handshake message, or right after it.
        await Deadline.UntilAsync(() => echo.Statistics.Refused(RefusalReason.PeerLeft) + echo.Statistics.Ended(ConnectionEnd.TlsFailed) == 1);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_not_accepted()
    {
        using var others = new TestCertificates("another authority");
        await using var echo = await StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue()] });

        var report = await ExchangeAsync(echo, new TlsClientOptions { Ca = others.Authority });

        Assert.EndsWith("the server's certificate is issued by 'test authority', which is not trusted.", report.Outcome.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_without_the_certificate_that_is_required_is_refused_by_reason(bool hasAnother)
    {
        using var others = new TestCertificates("another authority");
        await using var echo = await StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue()], ClientCa = _certificates.Authority });

        var report = await ExchangeAsync(echo, new TlsClientOptions
        {
            Ca = _certificates.Authority,
            Certificate = hasAnother ? others.Issue("client") : null,
        });

        var reason = hasAnother ? RefusalReason.BadCertificate : RefusalReason.NoClientCertificate;
        await Deadline.UntilAsync(() => echo.Statistics.Refused(reason) == 1);
        Assert.Equal(EchoEnd.TlsFailed, report.Outcome.End);
        Assert.Contains("it may require a client certificate, or not accept the one it got", report.Outcome.Message);
    }

    [Fact]
    public async Task A_client_with_a_certificate_of_the_authority_is_served()
    {
        await using var echo = await StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue()], ClientCa = _certificates.Authority });

        var report = await ExchangeAsync(
            echo, new TlsClientOptions { Ca = _certificates.Authority, Certificate = _certificates.Issue("client", file: "client") });

        Assert.Equal(EchoEnd.Identical, report.Outcome.End);
    }

    [Fact]
    public async Task Each_name_gets_its_certificate_and_others_the_first()
    {
        await using var echo = await StartAsync(new TlsServerOptions
        {
            Certificates = [_certificates.Issue("one.example", file: "one"), _certificates.Issue("two.example", file: "two")],
        });

        foreach (var (asked, shown) in new[] { ("one.example", "one.example"), ("two.example", "two.example"), ("three.example", "one.example") })
        {
            var report = await ExchangeAsync(echo, new TlsClientOptions { Insecure = true, ServerName = asked });
            Assert.Equal(shown, report.Connection!.Tls!.Peer);
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("helloworld")]
    public async Task Plain_text_sent_to_TLS_is_refused_by_reason(string text)
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true });
        using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, echo.Address.Port));

        await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(text));

        await Deadline.UntilAsync(() => echo.Statistics.Refused(RefusalReason.NotTls) == 1);
    }

    [Fact]
    public async Task TLS_sent_to_a_plain_echo_is_told_as_such()
    {
        await using var echo = await EchoSystem.StartAsync();

        var report = await ExchangeAsync(echo, new TlsClientOptions { Insecure = true });

        Assert.EndsWith("it sent our own first bytes back: it is an echo server without TLS; leave out tls://.", report.Outcome.Message);
    }

    [Fact]
    public async Task An_older_version_is_refused_by_reason()
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true });
        // A ClientHello of TLS 1.0 (RFC 2246) with one cipher: 3.1, a random, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
        byte[] hello = [22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 1, .. RandomNumberGenerator.GetBytes(32), 0, 0, 2, 0, 0x2f, 1, 0];
        using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, echo.Address.Port));

        await client.SendAsync(hello);

        var alert = await client.ReceiveToEndAsync();
        Assert.Equal([21, 3, 1, 0, 2, 2, 70], alert); // fatal, protocol_version
        await Deadline.UntilAsync(() => echo.Statistics.Refused(RefusalReason.NothingInCommon) == 1);
    }

    [Fact]
    public async Task A_handshake_that_drips_is_ended_at_its_deadline_and_others_are_served_meanwhile()
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true }, timeout: TimeSpan.FromSeconds(2));
        await ExchangeAsync(echo, new TlsClientOptions { Insecure = true }); // which compiles what a handshake needs
        var dripping = new List<RawClient>();
        for (var client = 0; client < 50; client++)
        {
            dripping.Add(await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, echo.Address.Port)));
            await dripping[^1].SendAsync(new byte[] { 22, 3 });
        }

        var served = await ExchangeAsync(echo, new TlsClientOptions { Insecure = true });

        Assert.Equal(EchoEnd.Identical, served.Outcome.End);
        await Deadline.UntilAsync(() => echo.Statistics.Refused(RefusalReason.HandshakeTimeout) == 50);
        dripping.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task An_end_without_close_notify_is_a_truncation_and_never_an_orderly_end()
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, echo.Address.Port);
        await using var client = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await client.AuthenticateAsClientAsync("localhost");
        await client.WriteAsync("hello"u8.ToArray());
        await client.ReadExactlyAsync(new byte[5]);

        socket.Shutdown(SocketShutdown.Send);

        await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.Truncated) == 1);
    }

    [Fact]
    public async Task A_server_that_cuts_the_stream_off_is_told_as_a_truncation()
    {
        using var listening = new TcpListener(IPAddress.Loopback, 0);
        listening.Start();
        using var certificate = Certificates.SelfSigned(["localhost"]);
        var serving = Task.Run(async () =>
        {
            using var socket = await listening.AcceptSocketAsync();
            var stream = new SslStream(new NetworkStream(socket));
            await stream.AuthenticateAsServerAsync(certificate);
            await stream.ReadExactlyAsync(new byte[5]);
            await stream.WriteAsync("hello"u8.ToArray());
            socket.Shutdown(SocketShutdown.Send); // without close_notify
            await Assert.ThrowsAsync<SocketException>(async () =>
            {
                while (await socket.ReceiveAsync(new byte[100]) > 0) // its close_notify, if it comes first
                {
                }
            }); // the client resets
        });
        await using var echo = await EchoSystem.StartAsync();
        var target = Endpoint.Tls(new HostPort("localhost", ((IPEndPoint)listening.LocalEndpoint).Port));

        var report = await echo.System.EchoAsync(target, "hello"u8.ToArray(), new EchoClientOptions { Tls = new() { Insecure = true } });

        Assert.Equal(EchoEnd.Truncated, report.Outcome.End);
        Assert.Contains("it ended without close_notify, so bytes may be missing, after 5 of 5 bytes were echoed.", report.Outcome.Message);
        await serving;
    }

    [Fact]
    public async Task A_drain_sends_close_notify_after_the_last_echo()
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true }, quietPeriod: TimeSpan.FromMilliseconds(50));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, echo.Address.Port);
        await using var client = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await client.AuthenticateAsClientAsync("localhost");
        await client.WriteAsync("hello"u8.ToArray());
        await client.ReadExactlyAsync(new byte[5]);
        var draining = echo.DrainAsync();

        Assert.Equal(0, await client.ReadAsync(new byte[1]));
        Assert.Equal(0, socket.Available); // the socket itself has not ended: it was close_notify
        await client.ShutdownAsync();

        var drained = await draining;
        Assert.Equal((1, 0), (drained.Completed, drained.Aborted));
    }

    [Fact]
    public async Task A_certificate_file_that_changes_is_read_again_and_a_broken_one_leaves_the_old_in_force()
    {
        var file = _certificates.Issue("old.example");
        var log = new RecordingLog();
        using var certificates = new ServerCertificates(new TlsServerOptions { Certificates = [file] }, "localhost", log, TimeProvider.System);

        await File.WriteAllTextAsync(file.Path, "broken");
        certificates.Reload();
        certificates.Reload();
        Assert.Equal("old.example", Certificates.NameOf(certificates.All.Single()));
        Assert.Single(log.Warnings);

        _certificates.Issue("new.example");
        certificates.Reload();
        Assert.Equal("new.example", Certificates.NameOf(certificates.All.Single()));
    }

    [Fact]
    public async Task TLS_1_2_is_spoken_with_those_who_have_no_later_version()
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, echo.Address.Port);
        await using var client = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await client.AuthenticateAsClientAsync("localhost", null, SslProtocols.Tls12, checkCertificateRevocation: false);
        await client.WriteAsync("hello"u8.ToArray());
        await client.ReadExactlyAsync(new byte[5]);
        await client.ShutdownAsync();

        Assert.Equal(0, await client.ReadAsync(new byte[1]));
        await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.PeerClosed) == 1);
    }

    internal static Task<EchoSystem> StartAsync(
        TlsServerOptions tls, EchoTransport transport = EchoTransport.Direct, TimeSpan? timeout = null, TimeSpan? quietPeriod = null) =>
        EchoSystem.StartAsync(new EchoServerOptions
        {
            Listen = [new EchoListenerOptions(Endpoint.Tls(new HostPort("127.0.0.1", 0))) { Tls = tls }],
            Transport = transport,
            HandshakeTimeout = timeout ?? TimeSpan.FromSeconds(30),
            DrainQuietPeriod = quietPeriod ?? TimeSpan.FromSeconds(1),
        });

    internal static Task<EchoReport> ExchangeAsync(
        EchoSystem echo, TlsClientOptions tls, byte[]? message = null, EchoTransport transport = EchoTransport.Direct) =>
        echo.System.EchoAsync(
            Endpoint.Tls(new HostPort("localhost", echo.Address.Port)),
            message ?? "helloworld"u8.ToArray(),
            new EchoClientOptions { Tls = tls, Transport = transport, ConnectTimeout = TimeSpan.FromSeconds(30), Timeout = Deadline.Limit });
}
