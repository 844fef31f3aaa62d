using System.Net;
using System.Net.Sockets;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>The layout of the kernel's <c>tcp_info</c>: what a check rests on.</summary>
public sealed class TcpPathInfoTests
{
    [SkippableFact]
    public async Task It_tells_segments_round_trips_and_sizes_of_loopback_and_what_is_not_acknowledged()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "TCP_INFO is Linux's");
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listening.LocalEndPoint!);
        using var accepted = await listening.AcceptAsync();

        await client.SendAsync(new byte[1000]);
        await Deadline.UntilAsync(() => TcpPathInfo.TryRead(accepted)!.Value.SegmentsReceived == 1);
        await accepted.SendAsync(new byte[1000]);
        await Deadline.UntilAsync(() => TcpPathInfo.TryRead(client)!.Value is { SegmentsReceived: 1, HasUnacknowledged: false });

        var path = TcpPathInfo.TryRead(client)!.Value;
        Assert.Equal((1, 1, 0, 0), (path.SegmentsSent, path.SegmentsReceived, path.OutOfOrder, path.Lost));
        Assert.InRange(path.PathMtu, 1500, 65536); // of the loopback device
        Assert.InRange(path.SendSegment, 500, path.PathMtu - 40); // room for the headers of IPv4 and TCP; loopback takes half its window at most
        Assert.InRange(path.ShortestRoundTrip, TimeSpan.FromMicroseconds(1), TimeSpan.FromSeconds(1));
        Assert.InRange(path.RoundTrip, path.ShortestRoundTrip, TimeSpan.FromSeconds(1));
        Assert.InRange(path.CongestionWindow, 1, 1000);
        Assert.InRange(path.Reordering, 1, 300);
    }

    [Fact]
    public void A_socket_that_is_closed_or_missing_is_not_asked()
    {
        var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Dispose();

        Assert.Null(TcpPathInfo.TryRead(closed));
        Assert.Null(TcpPathInfo.TryRead((Socket?)null));
    }
}
