namespace EchoActors.Client;

/// <summary>How an exchange with an echo server ended, one value for each cause that a user would act on differently.</summary>
public enum EchoEnd
{
    /// <summary>Every byte sent came back, unchanged and in order, and then the end of the stream.</summary>
    Identical,

    /// <summary>The owner closed the connection before the exchange was finished.</summary>
    Abandoned,

    /// <summary>The host name has no address.</summary>
    UnknownHost,

    /// <summary>Nothing listens there: the connection was refused.</summary>
    Refused,

    /// <summary>There is no route to the address, or the system won't let us use it.</summary>
    Unreachable,

    /// <summary>This machine has no descriptor or no local port left for one more connection.</summary>
    Exhausted,

    /// <summary>The address did not accept the connection in time.</summary>
    ConnectTimedOut,

    /// <summary>The connection was established, and outstanding echoes did not come in time.</summary>
    AnswerTimedOut,

    /// <summary>The peer, or something on the path, reset the connection.</summary>
    Reset,

    /// <summary>TLS could not be agreed on (the certificate, the versions, a server that does not speak it), or broke.</summary>
    TlsFailed,

    /// <summary>The TLS stream was cut off without close_notify: bytes may be missing (RFC 8446, section 6.1).</summary>
    Truncated,

    /// <summary>The server ended the stream before every byte was back.</summary>
    ClosedEarly,

    /// <summary>A byte came back that is not the byte sent.</summary>
    Mismatch,

    /// <summary>The server sent more than was sent to it.</summary>
    Surplus,
}
