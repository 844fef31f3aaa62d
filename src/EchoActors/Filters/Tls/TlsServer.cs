using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Server;

namespace EchoActors.Filters.Tls;

/// <summary>The server's end of the connections of one listener.</summary>
/// <param name="certificates">Its certificates.</param>
/// <param name="options">Whom it accepts.</param>
/// <param name="isHealthCheck">Whether a peer is this process, which has no certificate of a client; null where there is no such check.</param>
internal sealed class TlsServer(ServerCertificates certificates, TlsServerOptions options, Func<EndPoint, bool>? isHealthCheck = null) : TlsEnd
{
    private readonly X509ChainPolicy? _clientPolicy = options.ClientCa is { } file
        ? CertificateCheck.Policy(Certificates.ReadAuthorities(file), ofServer: false)
        : null;

    private readonly List<SslApplicationProtocol>? _protocols = Protocols(options.Protocols);

    /// <inheritdoc/>
    public override bool IsServer => true;

    /// <inheritdoc/>
    public override Task AuthenticateAsync(SslStream stream, TlsHandshake handshake) => certificates.HaveOneName
        ? stream.AuthenticateAsServerAsync(Options(certificates.First, handshake))
        : stream.AuthenticateAsServerAsync(
            (_, hello, _, _) => ValueTask.FromResult(Options(certificates.For(hello.ServerName), handshake)), state: null);

    private SslServerAuthenticationOptions Options(SslStreamCertificateContext certificate, TlsHandshake handshake)
    {
        var authentication = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = Versions,
            AllowRenegotiation = false,
            ApplicationProtocols = _protocols,
        };
        if (_clientPolicy is not null && isHealthCheck?.Invoke(handshake.Peer) != true)
        {
            authentication.ClientCertificateRequired = true;
            authentication.CertificateChainPolicy = _clientPolicy;
            authentication.RemoteCertificateValidationCallback = (_, client, chain, errors) => Accepts(client, chain, errors, handshake);
        }

        return authentication;
    }

    private static bool Accepts(X509Certificate? client, X509Chain? chain, SslPolicyErrors errors, TlsHandshake handshake)
    {
        handshake.Refusal = client is X509Certificate2 certificate
            ? CertificateCheck.Mistake(certificate, chain, errors, host: null)
            : (RefusalReason.NoClientCertificate, "the client sent no certificate, and this endpoint requires one.");
        return handshake.Refusal is null;
    }
}
