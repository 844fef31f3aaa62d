using System.Net.Sockets;

namespace EchoActors.Transport;

/// <summary>The bytes of <c>TCP_INFO</c> of tcp(7): <c>struct tcp_info</c> of linux/tcp.h, which grows at its end.</summary>
internal static class KernelTcpInfo
{
    private const int ProtocolTcp = 6; // IPPROTO_TCP
    private const int OptionInfo = 11; // TCP_INFO

    /// <summary>
    /// Reads it into <paramref name="info"/> and returns how many bytes the kernel has given: 0 where the system does not have it
    /// or the socket is closed.
    /// </summary>
    public static int Read(Socket? socket, Span<byte> info)
    {
        if (socket is null || !OperatingSystem.IsLinux())
        {
            return 0;
        }

        try
        {
            return socket.GetRawSocketOption(ProtocolTcp, OptionInfo, info);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
