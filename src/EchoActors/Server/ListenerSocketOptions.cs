using System.Net;
using System.Net.Sockets;
using Akka.IO;

namespace EchoActors.Server;

/// <summary>
/// What the listening socket is told before it is bound. Accepted sockets inherit keepalive from it on Linux, which saves
/// each connection the calls.
/// </summary>
internal sealed class ListenerSocketOptions(IPAddress address, TimeSpan? keepalive) : Inet.SocketOption
{
    public override void BeforeServerSocketBind(Socket ss)
    {
        if (address.Equals(IPAddress.IPv6Any))
        {
            ss.DualMode = true;
        }

        if (keepalive is { } silence)
        {
            ss.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            ss.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)silence.TotalSeconds);
        }
    }
}
