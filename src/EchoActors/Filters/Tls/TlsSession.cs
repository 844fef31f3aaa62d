using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace EchoActors.Filters.Tls;

/// <summary>What a TLS handshake has agreed on.</summary>
/// <param name="Version">The version: <c>TLS 1.2</c> or <c>TLS 1.3</c>.</param>
/// <param name="Cipher">The cipher suite, by its name in the registry of IANA.</param>
/// <param name="Protocol">The application protocol (ALPN, RFC 7301), or null for none.</param>
/// <param name="Peer">The name in the peer's certificate, or null for none.</param>
/// <param name="PeerExpires">When the peer's certificate expires, or null for none.</param>
/// <param name="IsResumed">Whether it goes on with the keys of an earlier session, without certificates (RFC 8446, section 2.2).</param>
public sealed record TlsSession(
    string Version, string Cipher, string? Protocol, string? Peer, DateTimeOffset? PeerExpires, bool IsResumed)
{
    /// <summary>Since when the peer's certificate is valid, or null for none.</summary>
    public DateTimeOffset? PeerValidFrom { get; init; }

    internal static TlsSession Of(SslStream stream, bool isResumed)
    {
        using var peer = stream.RemoteCertificate is { } certificate ? new X509Certificate2(certificate) : null;
        var protocol = stream.NegotiatedApplicationProtocol.ToString();
        return new TlsSession(
            stream.SslProtocol == SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2",
            stream.NegotiatedCipherSuite.ToString(),
            protocol.Length > 0 ? protocol : null,
            peer is null ? null : Certificates.NameOf(peer),
            peer is null ? null : new DateTimeOffset(peer.NotAfter),
            isResumed)
        {
            PeerValidFrom = peer is null ? null : new DateTimeOffset(peer.NotBefore),
        };
    }
}
