using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>The layout of the kernel's <c>tcp_info</c>: what a drain rests on.</summary>
public sealed class TcpInfoTests
{
    [Fact]
    public async Task It_counts_bytes_that_nobody_has_read_and_says_how_long_ago_the_last_came()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using var client = await RawClient.ConnectAsync((IPEndPoint)listening.LocalEndPoint!);
        using var accepted = await listening.AcceptAsync();
        Assert.Equal(0, TcpInfo.TryRead(accepted)!.Value.BytesReceived);

        await client.SendAsync(new byte[10_000]);
        await Deadline.UntilAsync(() => TcpInfo.TryRead(accepted)!.Value.BytesReceived == 10_000);
        await Deadline.UntilAsync(() => TcpInfo.TryRead(accepted)!.Value.SinceLastReceived >= TimeSpan.FromMilliseconds(50));

        var sending = Stopwatch.StartNew();
        await client.SendAsync(new byte[1]);
        await Deadline.UntilAsync(() => TcpInfo.TryRead(accepted)!.Value.BytesReceived == 10_001);
        var since = TcpInfo.TryRead(accepted)!.Value.SinceLastReceived;
        Assert.InRange(since, TimeSpan.Zero, sending.Elapsed + TimeSpan.FromMilliseconds(20)); // the kernel's tick
    }

    [Fact]
    public void A_socket_that_is_closed_or_missing_is_not_asked()
    {
        var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Dispose();

        Assert.Null(TcpInfo.TryRead(closed));
        Assert.Null(TcpInfo.TryRead((Socket?)null));
    }
}
