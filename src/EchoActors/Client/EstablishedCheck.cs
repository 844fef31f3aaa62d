using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;

namespace EchoActors.Client;

/// <summary>
/// Tells the connector when TCP has established a connection, which a handshake may follow, or when the peer has reset it by then.
/// </summary>
/// <remarks>
/// Akka.IO reads both addresses of a connection that was established. If the peer has reset it by then, that throws in the
/// connection's actor, which can't be restarted and tells nobody. This option is asked just before.
/// </remarks>
internal sealed class EstablishedCheck(IActorRef connector, EndPoint endPoint, TimeProvider time) : Inet.SocketOption
{
    /// <summary>TCP has established a connection to an address.</summary>
    /// <param name="EndPoint">The address.</param>
    /// <param name="At">When, a timestamp: a handshake on another thread may be done before the connector handles this.</param>
    public sealed record Established(EndPoint EndPoint, long At);

    /// <summary>What the kernel says about a connect to an address.</summary>
    public sealed record Diagnosed(EndPoint EndPoint, SocketError Error);

    private Socket? _socket;

    /// <summary>The socket of an established connection, if this attempt made it.</summary>
    public Socket? SocketOf(Tcp.Connected connection)
    {
        try
        {
            return connection.LocalAddress.Equals(_socket?.LocalEndPoint) ? _socket : null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null; // it has ended already
        }
    }

    /// <inheritdoc/>
    public override void AfterConnect(Socket s)
    {
        try
        {
            _ = s.RemoteEndPoint;
            _socket = s;
            connector.Tell(new Established(endPoint, time.GetTimestamp()));
        }
        catch (SocketException)
        {
            connector.Tell(new Diagnosed(endPoint, SocketError.ConnectionReset));
        }
    }
}
