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

    /// <summary>A filter of the connection failed; the log has the exception.</summary>
    FilterFailed,
}
