using EchoActors.Client;
using EchoActors.Filters.Tls;
using EchoActors.Probing.Check;
using EchoActors.Probing.Check.Parts;
using Xunit;

namespace EchoActors.Probing.Tests.Check;

/// <summary>How a handshake and the age of a certificate are judged.</summary>
public sealed class TlsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);
    private static readonly Endpoint Route = Endpoint.Parse("tls://192.0.2.7:3443");

    [Theory]
    [InlineData(89, 90, CheckVerdict.Pass, "expires in 89 days")]
    [InlineData(13, 90, CheckVerdict.Warn, "expires in 13 days")]
    [InlineData(5, 7, CheckVerdict.Pass, "expires in 5 days")] // a short one, young
    [InlineData(1, 7, CheckVerdict.Warn, "expires in 24 h")]
    [InlineData(-3, 90, CheckVerdict.Warn, "expired 3 days ago")] // pinned
    public void A_certificate_that_expires_soon_is_a_warning(int daysLeft, int life, CheckVerdict verdict, string expiry)
    {
        var session = new TlsSession("TLS 1.3", "TLS_AES_256_GCM_SHA384", null, "echo.example", Now.AddDays(daysLeft), IsResumed: false) { PeerValidFrom = Now.AddDays(daysLeft - life) };

        var finding = TlsJudge.Agreed(Connected(session), isUnverified: false, Now);

        Assert.Equal((verdict, $"TLS 1.3 in 3 ms, echo.example, {expiry}"), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void A_bad_certificate_is_told_from_no_TLS()
    {
        var failure = new EchoOutcome(EchoEnd.TlsFailed, "tls://192.0.2.7:3443: the server's certificate is for a, not for b.", 0, 0, Connected: false);
        var session = new TlsSession("TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", null, "a", Now.AddDays(90), IsResumed: false);

        Assert.Equal(
            "the server's certificate is for a, not for b; TLS 1.2 works without that, and the parts below do not verify",
            TlsJudge.Unaccepted(Route, failure, session).Text);
        Assert.Contains("another service or no TLS", TlsJudge.Failed(Route, failure, wasAgreed: false).Why);
        Assert.Contains("--tls-cert", TlsJudge.Failed(Route, failure, wasAgreed: true).Try);
    }

    [Fact]
    public void The_bytes_that_TLS_adds_count_as_part_of_the_packet()
    {
        var facts = new SizesFacts(1_399, 1_400, IsAcknowledged: true, Reports.Kernel, RecordOverhead: 22);

        Assert.StartsWith("a packet of 1,474 B or more is dropped", SizesJudge.Limit(facts).Why);
        Assert.Contains(1448 - 22, SizeSteps.Of(Reports.Kernel, 22));
    }

    [Fact]
    public void A_unix_socket_is_refused_in_one_sentence() => Assert.Equal(
        "'unix:/run/echo' can't be checked: a Unix socket has no path between hosts; ping and send take it, check takes HOST:PORT or tls://HOST:PORT.",
        Assert.Throws<Configuration.SettingsException>(() => new CheckOptions { Target = Endpoint.Unix("/run/echo") }.Checked()).Message);

    private static EchoClient.Connected Connected(TlsSession session) =>
        new(new HostPort("192.0.2.1", 40000), Route, TimeSpan.Zero, TimeSpan.Zero) { Tls = session, HandshakeTime = TimeSpan.FromMilliseconds(3) };
}
