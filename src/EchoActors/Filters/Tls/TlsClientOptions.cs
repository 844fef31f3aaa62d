namespace EchoActors.Filters.Tls;

/// <summary>Which servers a client accepts at a <c>tls://</c> endpoint, and how it proves who it is.</summary>
public sealed record TlsClientOptions
{
    /// <summary>A PEM file with the authorities to trust; null (the default) for those of the system.</summary>
    public string? Ca { get; init; }

    /// <summary>
    /// The SHA-256 of the server's certificate, as <c>sha256:</c> and 64 hexadecimal digits: that certificate is accepted,
    /// whatever its name and issuer, and no other. Null (the default) to look at both.
    /// </summary>
    public string? Pin { get; init; }

    /// <summary>The name to ask for (SNI) and to find in the certificate; null (the default) for the host of the endpoint.</summary>
    public string? ServerName { get; init; }

    /// <summary>The client's own certificate; null (the default) for none.</summary>
    public CertificateFile? Certificate { get; init; }

    /// <summary>Whether any certificate is accepted: then nothing tells who answers. Default off.</summary>
    public bool Insecure { get; init; }

    /// <summary>
    /// Whether a later connection of this process to the same name resumes the session of an earlier one, without certificates. Default
    /// on.
    /// </summary>
    public bool Resume { get; init; } = true;

    /// <summary>The application protocols (ALPN, RFC 7301) to ask for, the best first; none by default.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];
}
