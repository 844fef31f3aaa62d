using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using EchoActors.Client;
using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;
using static EchoActors.Tests.Filters.Tls.TlsExchangeTests;

namespace EchoActors.Tests.Filters.Tls;

/// <summary>What is said at both ends when TLS fails: the table of docs/endpoints.md.</summary>
public sealed class TlsMistakesTests : IDisposable
{
    private const string MayWantACertificate = "it may require a client certificate, or not accept the one it got";

    private readonly TestCertificates _certificates = new();
    private readonly TestCertificates _others = new("another authority");

    public void Dispose()
    {
        _certificates.Dispose();
        _others.Dispose();
    }

    [Theory]
    [InlineData("localhost", -20, -10, "expired on ")]
    [InlineData("localhost", 10, 20, "is not valid before ")]
    [InlineData("elsewhere.example", -1, 20, "is for elsewhere.example, not for localhost.")]
    public async Task A_server_whose_certificate_is_not_accepted(string host, int from, int until, string message)
    {
        await using var echo = await StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue(host, from, until)] });

        var report = await ExchangeAsync(echo, new TlsClientOptions { Ca = _certificates.Authority });

        AssertNotConnected(report, $"the server's certificate {message}", echo);
        await AssertNotAcceptedAsync(echo);
    }

    [Fact]
    public async Task A_server_of_an_unknown_authority()
    {
        await using var echo = await StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue()] });

        var report = await ExchangeAsync(echo, new TlsClientOptions { Ca = _others.Authority });

        AssertNotConnected(report, "the server's certificate is issued by 'test authority', which is not trusted.", echo);
        await AssertNotAcceptedAsync(echo);
    }

    [Fact]
    public async Task A_client_without_a_certificate()
    {
        await using var echo = await StartMutualAsync();

        var report = await ExchangeAsync(echo, new TlsClientOptions { Ca = _certificates.Authority });

        Assert.Equal(EchoEnd.TlsFailed, report.Outcome.End);
        Assert.Contains(MayWantACertificate, report.Outcome.Message);
        await AssertRefusedAsync(echo, RefusalReason.NoClientCertificate, "the client sent no certificate, and this endpoint requires one.");
    }

    [Theory]
    [InlineData(true, -1, 20, "is issued by 'another authority', which is not trusted.")]
    [InlineData(false, -20, -10, "expired on ")]
    [InlineData(false, 10, 20, "is not valid before ")]
    public async Task A_client_whose_certificate_is_not_accepted(bool isOfAnother, int from, int until, string message)
    {
        await using var echo = await StartMutualAsync();

        var report = await ExchangeAsync(echo, new TlsClientOptions
        {
            Ca = _certificates.Authority,
            Certificate = (isOfAnother ? _others : _certificates).Issue("client", from, until, file: "client"),
        });

        Assert.Equal(EchoEnd.TlsFailed, report.Outcome.End);
        Assert.Contains(MayWantACertificate, report.Outcome.Message);
        await AssertRefusedAsync(echo, RefusalReason.BadCertificate, $"the client's certificate {message}");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", "this looks like HTTP, and the endpoint expects TLS.")]
    [InlineData("helloworld", "this looks like plain text, and the endpoint expects TLS: it began with \"helloworld\".")]
    public async Task Plain_text_sent_to_TLS(string text, string message)
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true });
        var address = new HostPort("localhost", echo.Address.Port);

        var report = await echo.System.EchoAsync(address, Encoding.ASCII.GetBytes(text), new EchoClientOptions());

        Assert.Equal($"localhost:{address.Port} speaks TLS: it answered with an alert; write tls://localhost:{address.Port}.", report.Outcome.Message);
        await AssertRefusedAsync(echo, RefusalReason.NotTls, message);
    }

    [Fact]
    public async Task TLS_sent_to_a_plain_echo()
    {
        await using var echo = await EchoSystem.StartAsync();

        var report = await ExchangeAsync(echo, new TlsClientOptions { Insecure = true });

        AssertNotConnected(report, "it sent our own first bytes back: it is an echo server without TLS; leave out tls://.", echo);
    }

    [Fact]
    public async Task TLS_sent_to_a_server_that_is_no_echo()
    {
        await using var greeting = MisbehavingServer.Greets("220 mail.example ESMTP\r\n");
        await using var echo = await EchoSystem.StartAsync();

        var report = await echo.System.EchoAsync(
            Endpoint.Tls(greeting.Address), "hello"u8.ToArray(), new EchoClientOptions { Tls = new() { Insecure = true } });

        Assert.Equal($"tls://{greeting.Address}: it does not speak TLS: it said \"220 mail.example ESMTP\\r\\n\".", report.Outcome.Message);
    }

    [Theory]
    [InlineData(1, 70, "the client has no TLS version in common with this end, which has 1.2 and 1.3.")] // TLS 1.0: protocol_version
    [InlineData(3, 40, "the client has no cipher in common with this end.")] // handshake_failure
    public async Task A_client_that_has_no_version_or_cipher_in_common(byte version, byte alert, string message)
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true });
        // A ClientHello (RFC 5246, section 7.4.1.2): 3.x, a random, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
        byte[] hello = [22, 3, 1, 0, 45, 1, 0, 0, 41, 3, version, .. RandomNumberGenerator.GetBytes(32), 0, 0, 2, 0, 0x2f, 1, 0];
        using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, echo.Address.Port));

        await client.SendAsync(hello);

        Assert.Equal([2, alert], (await client.ReceiveToEndAsync())[^2..]); // fatal
        await AssertRefusedAsync(echo, RefusalReason.NothingInCommon, message);
    }

    [Fact]
    public async Task A_client_that_has_no_application_protocol_in_common()
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true, Protocols = ["echo"] });

        var report = await ExchangeAsync(echo, new TlsClientOptions { Insecure = true, Protocols = ["h2"] });

        AssertNotConnected(report, "the server ended the TLS handshake with the alert no_application_protocol.", echo);
        await AssertRefusedAsync(echo, RefusalReason.NothingInCommon, "the client has no application protocol (ALPN) in common with this end.");
    }

    [Fact]
    public async Task A_handshake_that_is_too_slow()
    {
        await using var silent = MisbehavingServer.Greets("");
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true }, timeout: TimeSpan.FromSeconds(1));
        using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, echo.Address.Port));

        var report = await echo.System.EchoAsync(
            Endpoint.Tls(silent.Address), "hello"u8.ToArray(), new EchoClientOptions { ConnectTimeout = TimeSpan.FromSeconds(1) });

        const string Message = "the TLS handshake was not finished within the handshake timeout.";
        Assert.Equal((EchoEnd.TlsFailed, $"tls://{silent.Address}: {Message}"), (report.Outcome.End, report.Outcome.Message));
        await AssertRefusedAsync(echo, RefusalReason.HandshakeTimeout, Message);
    }

    [Fact]
    public async Task A_client_that_cuts_the_stream_off()
    {
        await using var echo = await StartAsync(new TlsServerOptions { SelfSigned = true });
        await using var client = await RawTlsClient.ConnectAsync(echo.EndPoint);

        client.Socket.Shutdown(SocketShutdown.Send);

        await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.Truncated) == 1);
        await AssertWarnedAsync(echo, "ended", "the TLS stream was cut off: it ended without close_notify, so bytes may be missing.");
    }

    [Fact]
    public async Task A_server_that_cuts_the_stream_off()
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

    private Task<EchoSystem> StartMutualAsync() =>
        StartAsync(new TlsServerOptions { Certificates = [_certificates.Issue()], ClientCa = _certificates.Authority });

    private static void AssertNotConnected(EchoReport report, string message, EchoSystem echo)
    {
        Assert.Equal((EchoEnd.TlsFailed, false), (report.Outcome.End, report.Outcome.Connected));
        Assert.StartsWith($"tls://localhost:{echo.Address.Port}: {message}", report.Outcome.Message);
    }

    // In TLS 1.3 the client is the first to finish its handshake, and the runtime sends no alert about a certificate on Linux. A server
    // that is slower than the second that the client leaves it meets a reset, also before its own handshake is done.
    private static async Task AssertNotAcceptedAsync(EchoSystem echo)
    {
        await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.TlsFailed) + echo.Statistics.Refused(RefusalReason.PeerLeft) == 1);
        if (echo.Statistics.Ended(ConnectionEnd.TlsFailed) == 1)
        {
            Assert.Matches(
                "^the client (left|reset the connection) right after the TLS handshake: it may not accept the server's certificate[.]",
                await WarningAsync(echo, "ended"));
        }
    }

    private static async Task AssertRefusedAsync(EchoSystem echo, RefusalReason reason, string message)
    {
        await Deadline.UntilAsync(() => echo.Statistics.Refused(reason) == 1);
        await AssertWarnedAsync(echo, "refused", message);
    }

    private static async Task AssertWarnedAsync(EchoSystem echo, string what, string message) =>
        Assert.StartsWith(message, await WarningAsync(echo, what));

    // What the server's line says after the client's address.
    private static async Task<string> WarningAsync(EchoSystem echo, string what)
    {
        string[] warnings = [];
        await Deadline.UntilAsync(() => (warnings = [.. echo.Warnings.Where(line => line.StartsWith(what, StringComparison.Ordinal))]).Length > 0);
        var warning = Assert.Single(warnings);
        Assert.Matches($@"^{what} 127\.0\.0\.1:\d+: ", warning);
        return warning[(warning.IndexOf(": ", StringComparison.Ordinal) + 2)..];
    }
}
