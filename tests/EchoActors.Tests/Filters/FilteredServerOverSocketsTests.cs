using System.Net;
using System.Net.Sockets;
using System.Text;
using EchoActors.Filters;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Filters;

/// <summary>A server behind a proxy, and one that misbehaves on purpose, as clients on real sockets see them.</summary>
public sealed class FilteredServerOverSocketsTests
{
    private static readonly EchoListenerOptions Plain = new(new HostPort("127.0.0.1", 0));

    [Theory]
    [InlineData(EchoTransport.AkkaIo)]
    [InlineData(EchoTransport.Direct)]
    public async Task The_client_that_a_proxy_names_is_the_client_that_is_shown_and_limited(EchoTransport transport)
    {
        await using var echo = await EchoSystem.StartAsync(new EchoServerOptions
        {
            Listen = [Plain with { ProxyProtocol = ProxyProtocol.Required }],
            Transport = transport,
            MaxConnectionsPerAddress = 1,
        });
        using var client = await RawClient.ConnectAsync(echo.EndPoint);
        await client.SendAsync(Header("192.0.2.1", "helloworld"));
        Assert.Equal("helloworld", Encoding.ASCII.GetString(await client.ReceiveAsync(10)));

        var shown = Assert.Single(echo.Statistics.Connections());
        Assert.Equal(IPEndPoint.Parse("192.0.2.1:5000"), shown.Remote);
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(shown.Facts!.Proxy).Address);

        using var second = await RawClient.ConnectAsync(echo.EndPoint);
        await second.SendAsync(Header("192.0.2.1", ""));
        await Assert.ThrowsAsync<SocketException>(second.ReceiveToEndAsync);
        await Deadline.UntilAsync(() => echo.Statistics.Refused(RefusalReason.AddressLimit) == 1);
        using var third = await RawClient.ConnectAsync(echo.EndPoint);
        await third.SendAsync(Header("192.0.2.2", "x"));
        Assert.Equal("x"u8.ToArray(), await third.ReceiveAsync(1));
    }

    [Fact]
    public async Task A_peer_without_a_header_is_reset_and_counted_where_one_is_required()
    {
        await using var echo = await EchoSystem.StartAsync(new EchoServerOptions { Listen = [Plain with { ProxyProtocol = ProxyProtocol.Required }] });
        using var client = await RawClient.ConnectAsync(echo.EndPoint);

        await client.SendAsync("helloworld"u8.ToArray());

        await Assert.ThrowsAsync<SocketException>(client.ReceiveToEndAsync);
        await Deadline.UntilAsync(() => echo.Statistics.Refused(RefusalReason.ProxyHeaderMissing) == 1);
        Assert.Equal(0, echo.Statistics.Accepted);
    }

    [Theory]
    [InlineData("stall=1h@5", EchoTransport.Direct)]
    [InlineData("stall=1h@5", EchoTransport.AkkaIo)]
    [InlineData("delay=1h", EchoTransport.Direct)]
    [InlineData("throttle=1/s", EchoTransport.AkkaIo)]
    [InlineData("no-close", EchoTransport.Direct)]
    [InlineData("no-close", EchoTransport.AkkaIo)]
    public async Task A_drain_under_a_fault_ends_at_its_deadline_with_exact_counts(string faults, EchoTransport transport)
    {
        await using var echo = await StartAsync(faults, new EchoServerOptions
        {
            Transport = transport,
            DrainTimeout = TimeSpan.FromMilliseconds(500),
        });
        using var client = await RawClient.ConnectAsync(echo.EndPoint);
        await client.SendAsync("helloworld"u8.ToArray());
        client.HalfClose();
        await Deadline.UntilAsync(() => echo.Statistics.Bytes().Received == 10);

        Assert.Equal(new EchoServer.Drained(Completed: 0, Aborted: 1), await echo.DrainAsync());

        Assert.Equal((1, 0), (echo.Statistics.Ended(ConnectionEnd.DrainTimeout), echo.Statistics.Open));
    }

    [Fact]
    public async Task What_a_stall_holds_back_is_bounded_by_the_echo_window()
    {
        var options = new EchoServerOptions { Transport = EchoTransport.Direct };
        await using var echo = await StartAsync("stall=1h", options);
        using var client = await RawClient.ConnectAsync(echo.EndPoint);

        client.SendWhatIsTaken(new byte[64 * 1024]);
        await Deadline.UntilAsync(() => echo.Statistics.Bytes().Received >= options.EchoWindow);

        Assert.InRange(echo.Statistics.Bytes().Received, options.EchoWindow, options.EchoWindow + options.FrameSize);
    }

    [Theory]
    [InlineData(EchoTransport.AkkaIo)]
    [InlineData(EchoTransport.Direct)]
    public async Task A_truncated_echo_ends_in_order_and_a_reset_one_with_a_reset_each_after_its_bytes(EchoTransport transport)
    {
        var options = new EchoServerOptions { Transport = transport };
        var data = new byte[100_000];
        new Random(18).NextBytes(data);
        await using (var echo = await StartAsync("truncate=@10KiB", options))
        {
            using var client = await RawClient.ConnectAsync(echo.EndPoint);
            var sending = client.SendAsync(data);
            Assert.Equal(data[..10_240], await client.ReceiveToEndAsync());
            await sending;
            Assert.Equal(1, echo.Statistics.Faults.Counts.Of(FaultKind.Truncate));
        }

        await using (var echo = await StartAsync("reset=@10KiB", options))
        {
            using var client = await RawClient.ConnectAsync(echo.EndPoint);
            await client.SendAsync(data.AsMemory(0, 11_000));
            Assert.Equal(data[..10_240], await client.ReceiveAsync(10_240));
            await Assert.ThrowsAsync<SocketException>(client.ReceiveToEndAsync);
            await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.InjectedFault) == 1);
        }
    }

    [Fact]
    public async Task A_seed_repeats_a_run_byte_for_byte()
    {
        var data = new byte[1_000_000];
        new Random(18).NextBytes(data);

        var first = await RunAsync();
        var second = await RunAsync();

        Assert.NotEqual(data, first);
        Assert.Equal(first, second);

        async Task<byte[]> RunAsync()
        {
            await using var echo = await StartAsync("corrupt:1%,duplicate:1%,swallow:1%,slice=1000..9000,seed=7", new EchoServerOptions { Transport = EchoTransport.Direct });
            using var client = await RawClient.ConnectAsync(echo.EndPoint);
            var sending = SendAsync();
            var echoed = await client.ReceiveToEndAsync();
            await sending;
            return echoed;

            async Task SendAsync()
            {
                await client.SendAsync(data);
                client.HalfClose();
            }
        }
    }

    private static Task<EchoSystem> StartAsync(string faults, EchoServerOptions options) =>
        EchoSystem.StartAsync(options with { Listen = [Plain with { Faults = FaultRules.Parse(faults) }] });

    private static byte[] Header(string source, string payload) =>
        Encoding.ASCII.GetBytes($"PROXY TCP4 {source} 198.51.100.2 5000 443\r\n{payload}");
}
