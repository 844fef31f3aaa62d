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
}
