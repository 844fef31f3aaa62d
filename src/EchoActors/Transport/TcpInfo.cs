using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EchoActors.Transport;

/// <summary>The kernel's figures of a connection: <c>TCP_INFO</c> of tcp(7), <c>struct tcp_info</c> of linux/tcp.h.</summary>
/// <param name="BytesReceived">Bytes that have arrived in order, read or not; the end of the stream may count as one.</param>
/// <param name="BytesAcknowledged">Bytes that the peer has acknowledged, which a write call does not tell.</param>
/// <param name="HasUnacknowledged">Whether the kernel holds bytes that the peer has not acknowledged.</param>
/// <param name="SinceLastReceived">How long ago the last of them arrived, or how long the connection is established.</param>
internal readonly record struct TcpInfo(long BytesReceived, long BytesAcknowledged, bool HasUnacknowledged, TimeSpan SinceLastReceived)
{
    private const int UnackedAt = 24; // tcpi_unacked, in segments
    private const int LastDataReceivedAt = 52; // tcpi_last_data_recv, in ms
    private const int BytesAckedAt = 120; // tcpi_bytes_acked, since Linux 4.1
    private const int BytesReceivedAt = 128; // tcpi_bytes_received, since Linux 4.1
    private const int NotSentBytesAt = 144; // tcpi_notsent_bytes, since Linux 4.6

    /// <summary>Reads it, or returns null where the system does not have it or the socket is closed.</summary>
    public static TcpInfo? TryRead(Socket? socket) => TryRead(KernelTcpInfo.HandleOf(socket));

    /// <inheritdoc cref="TryRead(Socket?)"/>
    public static TcpInfo? TryRead(SafeHandle? socket)
    {
        Span<byte> info = stackalloc byte[NotSentBytesAt + sizeof(uint)];
        return KernelTcpInfo.Read(socket, info) < info.Length
            ? null
            : new TcpInfo(
                BitConverter.ToInt64(info[BytesReceivedAt..]),
                BitConverter.ToInt64(info[BytesAckedAt..]),
                BitConverter.ToUInt32(info[UnackedAt..]) > 0 || BitConverter.ToUInt32(info[NotSentBytesAt..]) > 0,
                TimeSpan.FromMilliseconds(BitConverter.ToUInt32(info[LastDataReceivedAt..])));
    }
}
