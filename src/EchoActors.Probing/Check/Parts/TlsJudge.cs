using EchoActors.Client;
using EchoActors.Filters.Tls;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Judges a handshake of TLS, and how long the server's certificate is still valid.</summary>
internal static class TlsJudge
{
    // Whoever renews by hand needs so long; a certificate that lives for less than six weeks is renewed by a program.
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);
    private const double ShareOfLife = 1 / 3.0;

    /// <summary>A handshake that went well.</summary>
    public static Finding Agreed(EchoClient.Connected connection, bool isUnverified, DateTimeOffset now)
    {
        var session = connection.Tls!;
        var text = $"{session.Version} in {Quantity.Format(connection.HandshakeTime)}"
            + $", {(session.Peer is { } peer ? PrintableText.Format(peer) : "no certificate")}{(isUnverified ? " (not verified)" : "")}" + (session.PeerExpires is { } expires ? $", {Expiry(expires - now)}" : "");
        return ExpiresSoon(session, now)
            ? new Finding(PartNames.Tls, CheckVerdict.Warn, text)
            {
                Why = "nobody has renewed the certificate yet, or the server has not read the new one",
                Try = "renew it, and let the server read it again",
            }
            : new Finding(PartNames.Tls, CheckVerdict.Pass, text);
    }

    /// <summary>The certificate is not accepted, and without that TLS works.</summary>
    public static Finding Unaccepted(Endpoint route, EchoOutcome failure, TlsSession session) =>
        new(PartNames.Tls, CheckVerdict.Fail, $"{Reason(route, failure)}; {session.Version} works without that, and the parts below do not verify")
        {
            Why = "the server has a wrong certificate, does not send an intermediate one, or its authority is not among those that are trusted here",
            Try = $"look at what it sends with openssl s_client -showcerts -connect {route.Address}, or give --tls-ca or --tls-server-name",
        };

    /// <summary>There is no TLS at all.</summary>
    public static Finding Failed(Endpoint route, EchoOutcome failure, bool wasAgreed) =>
        new(PartNames.Tls, CheckVerdict.Fail, Reason(route, failure))
        {
            Why = wasAgreed
                ? "the server agrees on TLS and then ends the connection: it likely wants a certificate of the client"
                : "another service or no TLS is there, no version is common, or full packets are lost: a certificate takes several",
            Try = wasAgreed ? "give --tls-cert and --tls-key" : "check the port, and the path without TLS if the server has a plain port too",
        };

    /// <summary>Header, tag and type of a record: RFC 8446, section 5.2; with TLS 1.2, an explicit nonce too (RFC 5288).</summary>
    public static int RecordOverhead(TlsSession session) => session.Version == "TLS 1.3" ? 22 : 29;

    private static bool ExpiresSoon(TlsSession session, DateTimeOffset now) =>
        session.PeerExpires - now < Soon
        && (session.PeerValidFrom is not { } from || session.PeerExpires - now < ShareOfLife * (session.PeerExpires!.Value - from));

    private static string Expiry(TimeSpan left) => left < TimeSpan.Zero
        ? $"expired {-left.TotalDays:N0} days ago"
        : left < TimeSpan.FromDays(2) ? $"expires in {left.TotalHours:N0} h" : $"expires in {Math.Floor(left.TotalDays):N0} days";

    private static string Reason(Endpoint route, EchoOutcome failure)
    {
        var name = $"{route}: ";
        return (failure.Message.StartsWith(name, StringComparison.Ordinal) ? failure.Message[name.Length..] : failure.Message).TrimEnd('.');
    }
}
