namespace EchoActors.Server;

/// <summary>Why the connection of one client ended.</summary>
public enum ConnectionEnd
{
    /// <summary>The client ended its stream, and everything it had sent was sent back to it.</summary>
    PeerClosed,

    /// <summary>The client reset the connection.</summary>
    PeerReset,

    /// <summary>The client's TLS stream ended without close_notify: what it had sent may be incomplete (RFC 8446, section 6.1).</summary>
    Truncated,

    /// <summary>The TLS stream broke: an alert, or a record that can't be decrypted.</summary>
    TlsFailed,

    /// <summary>
    /// The kernel gave the client up: keepalive probes or sent bytes stayed unacknowledged (ETIMEDOUT of tcp(7)).
    /// </summary>
    PeerLost,

    /// <summary>Nothing was sent or acknowledged for the idle timeout.</summary>
    IdleTimeout,

    /// <summary>The client acknowledged none of its outstanding echoes for the send timeout.</summary>
    SendTimeout,

    /// <summary>The server drained it: the client was quiet and had all its bytes back, and then got the end of the stream.</summary>
    Drained,

    /// <summary>The server was draining, and the client had not finished at the drain deadline.</summary>
    DrainTimeout,

    /// <summary>The client sent more when the server had drained it and ended the stream: reset, because that can't be echoed.</summary>
    SentAfterDrain,

    /// <summary>The transport refused a write; its bytes are lost, so the stream can't go on.</summary>
    WriteFailed,

    /// <summary>The listener that owned the connection died, and its connections with it.</summary>
    ListenerLost,

    /// <summary>The connection's actor failed; the log has the exception.</summary>
    Failed,

    /// <summary>Reset on purpose: the fault <c>reset</c> struck.</summary>
    InjectedFault,
}
