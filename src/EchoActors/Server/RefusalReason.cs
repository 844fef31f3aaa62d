namespace EchoActors.Server;

/// <summary>Why a new client was turned away.</summary>
public enum RefusalReason
{
    /// <summary>As many clients are connected as may be.</summary>
    ConnectionLimit,

    /// <summary>As many clients are connected as fit into the memory that the process may use.</summary>
    MemoryLimit,

    /// <summary>As many clients are connected from that address as may be.</summary>
    AddressLimit,

    /// <summary>The server is draining.</summary>
    Draining,

    /// <summary>The client left, or its connection broke, before it was ready: in a handshake or a header.</summary>
    PeerLeft,

    /// <summary>The connection was not ready within the handshake timeout, or was the oldest of too many that were not.</summary>
    HandshakeTimeout,

    /// <summary>The client sent plain text to a TLS endpoint.</summary>
    NotTls,

    /// <summary>Client and server have no TLS version, cipher or protocol (ALPN) in common.</summary>
    NothingInCommon,

    /// <summary>The client sent no certificate where one is required.</summary>
    NoClientCertificate,

    /// <summary>The peer's certificate is expired, not yet valid, for another name, or of an unknown issuer.</summary>
    BadCertificate,

    /// <summary>The peer ended the TLS handshake with an alert.</summary>
    TlsAlert,

    /// <summary>The TLS handshake failed for another reason.</summary>
    TlsFailed,

    /// <summary>A filter of the connection failed; the log has the exception.</summary>
    FilterFailed,

    /// <summary>The listener requires a PROXY protocol header, and the peer is not one of the trusted proxies.</summary>
    ProxyNotTrusted,

    /// <summary>The listener requires a PROXY protocol header, and the proxy sent something else.</summary>
    ProxyHeaderMissing,

    /// <summary>The PROXY protocol header is not as the specification has it, or its checksum is wrong.</summary>
    ProxyHeaderMalformed,

    /// <summary>The PROXY protocol header is longer than one may be.</summary>
    ProxyHeaderTooLong,

    /// <summary>The PROXY protocol header did not come within the handshake timeout.</summary>
    ProxyHeaderTimeout,

    /// <summary>Refused on purpose: the fault <c>refuse</c> struck.</summary>
    InjectedFault,
}
