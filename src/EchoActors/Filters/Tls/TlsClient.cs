using System.Collections.Concurrent;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Configuration;
using EchoActors.Server;

namespace EchoActors.Filters.Tls;

/// <summary>The client's end of connections.</summary>
internal sealed class TlsClient : TlsEnd
{
    private readonly TlsClientOptions _options;
    private readonly string? _pin;
    private readonly X509ChainPolicy _policy;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly List<SslApplicationProtocol>? _protocols;
    private readonly string _host;

    // The connections of a load, and the probes of a mesh, share their options: their files are read once for each host.
    private static readonly ConditionalWeakTable<TlsClientOptions, ConcurrentDictionary<string, TlsClient>> Known = [];

    /// <summary>The client's end for <paramref name="options"/>, whose files are read when it is first asked for.</summary>
    /// <exception cref="SettingsException">One can't be used, or the pin is none; the message says what would be right.</exception>
    public static TlsClient Of(TlsClientOptions options, string host) =>
        Known.GetOrCreateValue(options).GetOrAdd(options.ServerName ?? host, static (name, given) => new TlsClient(given, name), options);

    private TlsClient(TlsClientOptions options, string host)
    {
        _options = options;
        _host = host.Length > 0 ? host
            : throw new SettingsException("the server name of TLS is empty: it must be the name in the server's certificate; left out, it is the host of the endpoint.");
        _pin = options.Pin is null ? null : Certificates.ParsePin(options.Pin)
            ?? throw new SettingsException($"the pin '{options.Pin}' is none: it must be sha256: and the 64 hexadecimal digits of a certificate's SHA-256.");
        _policy = CertificateCheck.Policy(options.Ca is null ? null : Certificates.ReadAuthorities(options.Ca), ofServer: true);
        if (options.Certificate is { } file)
        {
            var (certificate, issuers) = Certificates.Read(file);
            _certificate = SslStreamCertificateContext.Create(certificate, issuers, offline: true);
        }

        _protocols = Protocols(options.Protocols);
    }

    /// <inheritdoc/>
    public override bool IsServer => false;

    /// <inheritdoc/>
    public override Task AuthenticateAsync(SslStream stream, TlsHandshake handshake) =>
        stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = _host,
            EnabledSslProtocols = Versions,
            CertificateChainPolicy = _policy,
            ClientCertificateContext = _certificate,
            ApplicationProtocols = _protocols,
            AllowTlsResume = _options.Resume,
            RemoteCertificateValidationCallback = (_, server, chain, errors) => Accepts(server, chain, errors, handshake),
        });

    private bool Accepts(X509Certificate? server, X509Chain? chain, SslPolicyErrors errors, TlsHandshake handshake)
    {
        handshake.Refusal = _options.Insecure ? null
            : server is not X509Certificate2 certificate ? (RefusalReason.BadCertificate, "the server sent no certificate.")
            : _pin is null ? CertificateCheck.Mistake(certificate, chain, errors, _host)
            : Certificates.PinOf(certificate) is var pin && pin == _pin ? null
            : (RefusalReason.BadCertificate, $"the server's certificate has the pin {pin}, not {_pin}.");
        return handshake.Refusal is null;
    }
}
