using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using EchoActors.Client;
using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Filters.Tls;

/// <summary>Whole exchanges over TLS, between our own ends and with the runtime's.</summary>
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
    public async Task A_drain_sends_close_notify_after_the_last_echo()
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true }, quietPeriod: TimeSpan.FromMilliseconds(50));
        await using var client = await RawTlsClient.ConnectAsync(echo.EndPoint);
        var draining = echo.DrainAsync();

        Assert.Equal(0, await client.Stream.ReadAsync(new byte[1]));
        Assert.Equal(0, client.Socket.Available); // the socket itself has not ended: it was close_notify
        await client.Stream.ShutdownAsync();

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
        await using var client = await RawTlsClient.ConnectAsync(echo.EndPoint, SslProtocols.Tls12);
        await client.Stream.ShutdownAsync();

        Assert.Equal(0, await client.Stream.ReadAsync(new byte[1]));
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
