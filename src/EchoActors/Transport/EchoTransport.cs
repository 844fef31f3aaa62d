namespace EchoActors.Transport;

/// <summary>The owner of the sockets of a server or a client, behind the <c>Tcp</c> protocol.</summary>
public enum EchoTransport
{
    /// <summary>This library's own listener and connections: less memory and fewer hops for each connection.</summary>
    Direct,

    /// <summary>Akka.IO's <c>Tcp</c> manager.</summary>
    AkkaIo,
}
