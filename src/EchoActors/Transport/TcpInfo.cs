using System.Buffers.Binary;
using System.Net.Sockets;

namespace EchoActors.Transport;

/// <summary>What the kernel knows about a connection: <c>TCP_INFO</c> of tcp(7), <c>struct tcp_info</c> of linux/tcp.h.</summary>
/// <param name="BytesReceived">Bytes that have arrived in order, read or not; the end of the stream may count as one.</param>
/// <param name="SinceLastReceived">How long ago the last of them arrived, or how long the connection is established.</param>
internal readonly record struct TcpInfo(long BytesReceived, TimeSpan SinceLastReceived)
{
    private const int ProtocolTcp = 6; // IPPROTO_TCP
    private const int OptionInfo = 11; // TCP_INFO
    private const int LastDataReceivedAt = 52; // tcpi_last_data_recv, in ms
    private const int BytesReceivedAt = 128; // tcpi_bytes_received, since Linux 4.1

    /// <summary>Reads it, or returns null where the system does not have it or the socket is closed.</summary>
    public static TcpInfo? TryRead(Socket? socket)
    {
        if (socket is null || !OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> info = stackalloc byte[BytesReceivedAt + sizeof(long)];
        try
        {
            return socket.GetRawSocketOption(ProtocolTcp, OptionInfo, info) < info.Length
                ? null
                : new TcpInfo(
                    BinaryPrimitives.ReadInt64LittleEndian(info[BytesReceivedAt..]),
                    TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(info[LastDataReceivedAt..])));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
