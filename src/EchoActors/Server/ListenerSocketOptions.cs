using System.Net;
using System.Net.Sockets;
using Akka.IO;

namespace EchoActors.Server;

/// <summary>
/// Sets the listening socket's options before it is bound. Accepted sockets inherit them on Linux, which saves each
/// connection the calls; SO_RCVBUF must be set before listen(2), because the window scale is agreed at the handshake.
/// </summary>
internal sealed class ListenerSocketOptions(IPAddress address, EchoServerOptions options) : Inet.SocketOption
{
    // linux/tcp.h; .NET has no names for them.
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;
    private const int TcpNotSentLowWatermark = 25;

    public override void BeforeServerSocketBind(Socket ss)
    {
        if (address.Equals(IPAddress.IPv6Any))
        {
            ss.DualMode = true;
        }

        // An urgent byte (MSG_OOB) stays in its place in the stream; without this the kernel takes it out.
        ss.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
        BoundMemory(ss);
        NoticeDeadPeers(ss);
    }

    private void BoundMemory(Socket socket)
    {
        if (options.SendBuffer is { } sendBuffer)
        {
            socket.SendBufferSize = sendBuffer;
        }

        if (options.ReceiveBuffer is { } receiveBuffer)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        if (options.NotSentLowWatermark is { } unsent && OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, TcpNotSentLowWatermark, BitConverter.GetBytes(unsent));
        }
    }

    private void NoticeDeadPeers(Socket socket)
    {
        if (options.Keepalive is { } idle)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)idle.TotalSeconds);
            socket.SetSocketOption(
                SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)options.KeepaliveInterval.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, options.KeepaliveCount);
        }

        if (options.UserTimeout is { } silence && OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)silence.TotalMilliseconds));
        }
    }
}
