namespace EchoActors.Filters.Tls;

/// <summary>How a <c>tls://</c> listener proves who it is, and whether its clients must.</summary>
public sealed record TlsServerOptions
{
    /// <summary>The certificates, PEM or PFX, each for the names in it (SNI, RFC 6066, section 3); the first for all others.</summary>
    public IReadOnlyList<CertificateFile> Certificates { get; init; } = [];

    /// <summary>Whether a certificate that is made when the server starts takes the place of <see cref="Certificates"/>. Default off.</summary>
    public bool SelfSigned { get; init; }

    /// <summary>A PEM file with the authorities that a client's certificate must be from; null (the default) to ask clients for none.</summary>
    public string? ClientCa { get; init; }

    /// <summary>The application protocols (ALPN, RFC 7301) that are offered, the best first; none by default.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];
}
