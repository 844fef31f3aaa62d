using System.Globalization;
using EchoActors.Filters.Tls;

namespace EchoActors.Cli;

/// <summary>What TLS has agreed on, for a person and for a program.</summary>
internal static class TlsText
{
    /// <summary>One line: version, cipher, protocol, whether the session is resumed, peer and the days until its certificate expires.</summary>
    public static string Of(TlsSession session) => string.Create(
        CultureInfo.InvariantCulture,
        $"{session.Version}, {session.Cipher}{(session.Protocol is { } protocol ? $", ALPN {protocol}" : "")}, {(session.IsResumed ? "resumed" : "new")} session, {PrintableText.Format(session.Peer ?? "no certificate")}, expires in {Days(session):0} d");

    /// <summary>The same as an object of JSON.</summary>
    public static object? Json(TlsSession? session) => session is null ? null : new
    {
        session.Version,
        session.Cipher,
        Alpn = session.Protocol,
        session.Peer,
        Resumed = session.IsResumed,
        DaysToExpiry = Math.Floor(Days(session)),
    };

    private static double Days(TlsSession session) => ((session.PeerExpires ?? DateTimeOffset.UtcNow) - DateTimeOffset.UtcNow).TotalDays;
}
