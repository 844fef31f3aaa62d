using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EchoActors.Transport;

/// <summary>
/// What the kernel knows about the path of a connection: <c>TCP_INFO</c> of tcp(7), <c>struct tcp_info</c> of linux/tcp.h.
/// A figure that the kernel is too old for is 0.
/// </summary>
internal readonly record struct TcpPathInfo
{
    private const int Length = 232; // up to tcpi_snd_wnd, since Linux 5.4
    private const int Required = 104; // up to tcpi_total_retrans, since Linux 2.6

    /// <summary>The largest payload of a segment that this end sends, in bytes (tcpi_snd_mss).</summary>
    public required int SendSegment { get; init; }

    /// <summary>The largest packet that the path is known to carry, in bytes (tcpi_pmtu).</summary>
    public required int PathMtu { get; init; }

    /// <summary>The smoothed round-trip time that the kernel measures (tcpi_rtt).</summary>
    public required TimeSpan RoundTrip { get; init; }

    /// <summary>Its mean deviation (tcpi_rttvar).</summary>
    public required TimeSpan RoundTripVariation { get; init; }

    /// <summary>The shortest round trip that the kernel has seen; the handshake counts (tcpi_min_rtt).</summary>
    public required TimeSpan ShortestRoundTrip { get; init; }

    /// <summary>How many segments may be outstanding (tcpi_snd_cwnd).</summary>
    public required int CongestionWindow { get; init; }

    /// <summary>By how many places segments may be out of order before they count as lost (tcpi_reordering; 3 at first).</summary>
    public required int Reordering { get; init; }

    /// <summary>Segments with payload that this end has sent, repeated ones included (tcpi_data_segs_out).</summary>
    public required long SegmentsSent { get; init; }

    /// <summary>Segments with payload that have arrived (tcpi_data_segs_in).</summary>
    public required long SegmentsReceived { get; init; }

    /// <summary>Segments that this end has sent again (tcpi_total_retrans).</summary>
    public required long Retransmitted { get; init; }

    /// <summary>Those of them that the peer had already: nothing was lost (tcpi_dsack_dups, RFC 2883).</summary>
    public required long Duplicates { get; init; }

    /// <summary>Segments that arrived while one before them was missing: loss or reordering on the way here (tcpi_rcv_ooopack).</summary>
    public required long OutOfOrder { get; init; }

    /// <summary>Whether the kernel holds bytes that the peer has not acknowledged (tcpi_unacked, tcpi_notsent_bytes).</summary>
    public required bool HasUnacknowledged { get; init; }

    /// <summary>Segments that were sent again because one was lost, as far as the kernel can tell.</summary>
    public long Lost => Math.Max(0, Retransmitted - Duplicates);

    /// <summary>Reads it, or returns null where the system does not have it or the socket is closed.</summary>
    public static TcpPathInfo? TryRead(Socket? socket) => TryRead(KernelTcpInfo.HandleOf(socket));

    /// <inheritdoc cref="TryRead(Socket?)"/>
    public static TcpPathInfo? TryRead(SafeHandle? socket)
    {
        Span<byte> info = stackalloc byte[Length];
        info.Clear();
        return KernelTcpInfo.Read(socket, info) < Required ? null : Parse(info);
    }

    private static TcpPathInfo Parse(ReadOnlySpan<byte> info) => new()
    {
        SendSegment = (int)At(info, 16),
        PathMtu = (int)At(info, 60),
        RoundTrip = TimeSpan.FromMicroseconds(At(info, 68)),
        RoundTripVariation = TimeSpan.FromMicroseconds(At(info, 72)),
        ShortestRoundTrip = TimeSpan.FromMicroseconds(At(info, 148)),
        CongestionWindow = (int)At(info, 80),
        Reordering = (int)At(info, 88),
        SegmentsSent = At(info, 156),
        SegmentsReceived = At(info, 152),
        Retransmitted = At(info, 100),
        Duplicates = At(info, 216),
        OutOfOrder = At(info, 224),
        HasUnacknowledged = At(info, 24) > 0 || At(info, 144) > 0,
    };

    private static uint At(ReadOnlySpan<byte> info, int offset) => BitConverter.ToUInt32(info[offset..]);
}
