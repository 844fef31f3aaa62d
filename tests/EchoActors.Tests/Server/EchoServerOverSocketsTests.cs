using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using FsCheck.Xunit;
using Xunit;
using Config = Akka.Configuration.Config;

namespace EchoActors.Tests.Server;

/// <summary>The server as the network sees it, on Akka's own dispatcher and transport.</summary>
public sealed class EchoServerOnTheStockDispatcherTests() : EchoServerOverSocketsTests(Config.Empty, EchoTransport.AkkaIo);

/// <summary>The server as the network sees it, on Akka's own transport and the executor that <c>echoactors server</c> uses.</summary>
public sealed class EchoServerRunToCompletionTests() : EchoServerOverSocketsTests(
    RunToCompletion.Config.WithFallback(ReferenceConfig.Default), EchoTransport.AkkaIo);

/// <summary>The server as the network sees it, on our transport and Akka's own dispatcher.</summary>
public sealed class EchoServerOnTheDirectTransportTests() : EchoServerOverSocketsTests(Config.Empty, EchoTransport.Direct);

/// <summary>The server as the network sees it, as <c>echoactors server</c> runs it.</summary>
public sealed class EchoServerDirectRunToCompletionTests() : EchoServerOverSocketsTests(
    RunToCompletion.Config.WithFallback(ReferenceConfig.Default), EchoTransport.Direct);

/// <summary>The server as the network sees it, with clients that behave and clients that don't.</summary>
public abstract class EchoServerOverSocketsTests(Config dispatch, EchoTransport transport)
{
    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    [InlineData(2_000_000)]
    public async Task A_client_that_half_closes_gets_everything_back_and_then_the_end(int length)
    {
        await using var echo = await StartAsync();
        using var client = await RawClient.ConnectAsync(echo.EndPoint);
        var data = RandomNumberGenerator.GetBytes(length);

        var received = client.ReceiveToEndAsync();
        await client.SendAsync(data);
        client.HalfClose();

        Assert.Equal(data, await received);
    }

    [Fact]
    public async Task A_half_close_right_behind_the_data_never_loses_it()
    {
        await using var echo = await StartAsync();
        for (var i = 0; i < 300; i++)
        {
            using var client = await RawClient.ConnectAsync(echo.EndPoint);
            await client.SendAsync("0123456789"u8.ToArray());
            client.HalfClose();

            Assert.Equal("0123456789", Encoding.ASCII.GetString(await client.ReceiveToEndAsync()));
        }
    }

    [Fact]
    public async Task Bytes_that_come_one_by_one_come_back_in_order()
    {
        await using var echo = await StartAsync();
        using var client = await RawClient.ConnectAsync(echo.EndPoint);
        var data = RandomNumberGenerator.GetBytes(1000);

        await client.SendByteByByteAsync(data);

        Assert.Equal(data, await client.ReceiveAsync(data.Length));
    }

    [Fact]
    public async Task An_urgent_byte_comes_back_in_its_place()
    {
        await using var echo = await StartAsync();
        using var client = await RawClient.ConnectAsync(echo.EndPoint);

        await client.SendAsync("before"u8.ToArray());
        client.SendUrgent((byte)'!');
        await client.SendAsync("after"u8.ToArray());
        client.HalfClose();

        Assert.Equal("before!after", Encoding.ASCII.GetString(await client.ReceiveToEndAsync()));
    }

    [Property(MaxTest = 25)]
    public async Task Any_bytes_in_any_fragmentation_come_back(byte[][] fragments)
    {
        await using var echo = await StartAsync();
        using var client = await RawClient.ConnectAsync(echo.EndPoint);

        foreach (var fragment in fragments)
        {
            await client.SendAsync(fragment);
        }

        client.HalfClose();
        Assert.Equal(fragments.SelectMany(fragment => fragment), await client.ReceiveToEndAsync());
    }

    [Fact]
    public async Task A_thousand_clients_at_once_each_get_their_own_bytes_back()
    {
        await using var echo = await StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => RawClient.ConnectAsync(echo.EndPoint)));
        await Deadline.UntilAsync(() => echo.Statistics.Open == 1000);

        await Task.WhenAll(clients.Select(async (client, i) =>
        {
            var data = Encoding.ASCII.GetBytes($"client {i} speaking");
            await client.SendAsync(data);
            Assert.Equal(data, await client.ReceiveAsync(data.Length));
            client.Dispose();
        }));

        await Deadline.UntilAsync(() => echo.Statistics.Open == 0);
        Assert.Equal(1000, echo.Statistics.Ended(ConnectionEnd.PeerClosed));
    }

    [Fact]
    public async Task A_peer_that_never_reads_costs_a_bounded_buffer_is_let_go_and_does_not_slow_another()
    {
        var options = new EchoServerOptions { EchoWindow = 65536, SendTimeout = TimeSpan.FromSeconds(2) };
        await using var echo = await StartAsync(options);
        using var greedy = await RawClient.ConnectAsync(echo.EndPoint, receiveBuffer: 4096);

        var chunk = new byte[65536];
        await Deadline.UntilAsync(() =>
        {
            greedy.SendWhatIsTaken(chunk); // a slow server makes room again: how much the kernel takes at first says little
            return echo.Statistics.Bytes().Unacknowledged >= options.EchoWindow;
        });
        Assert.InRange(echo.Statistics.Bytes().Unacknowledged, options.EchoWindow, options.EchoWindow + options.FrameSize - 1);

        using var other = await RawClient.ConnectAsync(echo.EndPoint);
        await other.SendAsync("still here"u8.ToArray());
        Assert.Equal("still here", Encoding.ASCII.GetString(await other.ReceiveAsync(10)));

        await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.SendTimeout) == 1);
        Assert.Equal(0, echo.Statistics.Bytes().Unacknowledged);
    }

    [Fact]
    public async Task Clients_that_reset_in_the_middle_of_an_echo_leave_nothing_behind()
    {
        await using var echo = await StartAsync();
        for (var i = 0; i < 50; i++)
        {
            using var client = await RawClient.ConnectAsync(echo.EndPoint);
            await client.SendAsync(new byte[100_000]);
            client.Reset();
        }

        await Deadline.UntilAsync(() => echo.Statistics is { Open: 0, Accepted: 50 });
        Assert.Equal(50, echo.Statistics.Ended(ConnectionEnd.PeerReset) + echo.Statistics.Ended(ConnectionEnd.PeerClosed));
    }

    [Fact]
    public async Task Clients_that_connect_and_reset_at_once_leave_nothing_behind_and_the_next_is_served()
    {
        await using var echo = await StartAsync();
        for (var i = 0; i < 50; i++)
        {
            (await RawClient.ConnectAsync(echo.EndPoint)).Reset();
        }

        using var next = await RawClient.ConnectAsync(echo.EndPoint);
        await next.SendAsync("next"u8.ToArray());
        Assert.Equal("next", Encoding.ASCII.GetString(await next.ReceiveAsync(4)));
        await Deadline.UntilAsync(() => echo.Statistics.Open == 1);
    }

    [Fact]
    public async Task A_client_that_connects_and_says_nothing_is_closed_at_the_idle_timeout()
    {
        await using var echo = await StartAsync(new EchoServerOptions { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        using var silent = await RawClient.ConnectAsync(echo.EndPoint);

        Assert.Empty(await silent.ReceiveToEndAsync());

        await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.IdleTimeout) == 1);
    }

    [Fact]
    public async Task Over_the_limit_a_client_is_closed_at_once_and_the_others_are_served()
    {
        await using var echo = await StartAsync(new EchoServerOptions { MaxConnections = 1 });
        using var first = await RawClient.ConnectAsync(echo.EndPoint);
        await first.SendAsync("a"u8.ToArray());
        await first.ReceiveAsync(1);

        Assert.True(await IsTurnedAwayAsync(echo));
        Assert.Equal(1, echo.Statistics.Refused(RefusalReason.ConnectionLimit));

        await first.SendAsync("b"u8.ToArray());
        Assert.Equal("b", Encoding.ASCII.GetString(await first.ReceiveAsync(1)));
    }

    [Fact]
    public async Task While_it_drains_streaming_clients_are_served_until_they_end_their_streams()
    {
        await using var echo = await StartAsync(new EchoServerOptions { DrainTimeout = Deadline.Limit, DrainQuietPeriod = Deadline.Limit / 2 });
        var pattern = RandomNumberGenerator.GetBytes(1 << 16);
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RawClient.ConnectAsync(echo.EndPoint)));
        await Deadline.UntilAsync(() => echo.Statistics.Open == 20);
        using var enough = new CancellationTokenSource();
        var streams = clients
            .Select(client => (Client: client, Received: client.ReceiveToEndAsync(), Sending: SendUntil(client, pattern, enough.Token)))
            .ToList();
        await Deadline.UntilAsync(() => echo.Statistics.Bytes().Sent > 20_000_000);

        var draining = echo.DrainAsync();
        await Deadline.UntilAsync(() => echo.Statistics.Bytes().Sent > 40_000_000);
        await enough.CancelAsync();
        foreach (var (client, received, sending) in streams)
        {
            var echoed = await received;
            Assert.Equal(await sending, echoed.Length);
            Assert.True(IsRepeated(pattern, echoed));
            client.Dispose();
        }

        Assert.Equal(new EchoServer.Drained(Completed: 20, Aborted: 0), await draining);
    }

    [Fact]
    public async Task A_client_that_does_not_stop_sending_is_reset_at_the_drain_timeout_and_counted()
    {
        await using var echo = await StartAsync(new EchoServerOptions { DrainTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await RawClient.ConnectAsync(echo.EndPoint);
        using var never = new CancellationTokenSource();
        var sending = SendUntil(client, new byte[1 << 16], never.Token);
        var received = client.ReceiveToEndAsync();
        await Deadline.UntilAsync(() => echo.Statistics.Bytes().Sent > 1_000_000);

        Assert.Equal(new EchoServer.Drained(Completed: 0, Aborted: 1), await echo.DrainAsync());

        // The system tells a reset once, to the send or to the receive.
        await Assert.ThrowsAsync<SocketException>(() => Task.WhenAll(sending, received));
    }

    [Fact]
    public async Task A_drain_echoes_what_lies_unread_in_the_socket()
    {
        await using var echo = await StartAsync(new EchoServerOptions { DrainQuietPeriod = TimeSpan.FromSeconds(2) }); // a busy machine may send nothing for a while
        using var client = await RawClient.ConnectAsync(echo.EndPoint);
        var data = RandomNumberGenerator.GetBytes(20_000_000); // more than the echo window and the buffers of both ends hold
        var sending = client.SendAsync(data);
        await Deadline.UntilAsync(() => echo.Statistics.Bytes().Unacknowledged > 0);

        var draining = echo.DrainAsync();

        var echoed = await client.ReceiveAsync(data.Length);
        await sending;
        Assert.True(data.AsSpan().SequenceEqual(echoed));
        Assert.Empty(await client.ReceiveToEndAsync());
        client.Dispose();
        Assert.Equal(new EchoServer.Drained(Completed: 1, Aborted: 0), await draining);
    }

    // Ten drains in the suite; ECHOACTORS_DRAINS asks for more.
    [Fact]
    public async Task No_drain_ends_the_stream_of_a_short_client_in_order_with_bytes_missing()
    {
        const int AtOnce = 10;
        var drains = int.Parse(Environment.GetEnvironmentVariable("ECHOACTORS_DRAINS") ?? "10", CultureInfo.InvariantCulture);
        var completed = 0;
        for (var left = drains; left > 0; left -= AtOnce)
        {
            var round = await Task.WhenAll(Enumerable.Range(left, Math.Min(left, AtOnce)).Select(DrainUnderShortClientsAsync));
            completed += round.Sum();
        }

        Assert.True(completed > drains, $"only {completed} streams ended in order: too few to say anything");
    }

    [Fact]
    public async Task While_it_drains_new_clients_are_refused_and_at_the_deadline_the_rest_is_aborted()
    {
        await using var echo = await StartAsync(new EchoServerOptions { DrainTimeout = TimeSpan.FromMilliseconds(500) });
        using var stubborn = await RawClient.ConnectAsync(echo.EndPoint);
        await Deadline.UntilAsync(() => echo.Statistics.Open == 1);

        var draining = echo.DrainAsync();
        Assert.True(await IsTurnedAwayAsync(echo));

        Assert.Equal(new EchoServer.Drained(Completed: 0, Aborted: 1), await draining);
        Assert.Equal(1, echo.Statistics.Refused(RefusalReason.Draining));
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(echo.EndPoint));
    }

    [Fact]
    public async Task One_listener_on_all_IPv6_addresses_serves_IPv4_too()
    {
        await using var echo = await StartAsync(new EchoServerOptions { Listen = [new HostPort("::", 0)] });
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var client = await RawClient.ConnectAsync(new IPEndPoint(address, echo.Address.Port));
            await client.SendAsync("both"u8.ToArray());
            Assert.Equal("both", Encoding.ASCII.GetString(await client.ReceiveAsync(4)));
        }
    }

    [Fact]
    public async Task A_server_may_listen_on_several_addresses_and_drains_them_together()
    {
        var options = new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 0), new HostPort("127.0.0.2", 0)] };
        await using var echo = await StartAsync(options);
        Assert.Equal(2, echo.Addresses.Count);
        foreach (var address in echo.Addresses)
        {
            using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Parse(address.Host), address.Port));
            await client.SendAsync("x"u8.ToArray());
            await client.ReceiveAsync(1);
        }

        Assert.Equal(0, (await echo.DrainAsync()).Aborted);
    }

    [Fact]
    public async Task An_address_that_is_in_use_is_told_in_a_sentence()
    {
        await using var echo = await StartAsync();
        var second = echo.System.ActorOf(EchoServer.Props(new EchoServerOptions { Listen = [echo.Address], Transport = transport }));

        var failed = await Akka.Actor.Futures.Ask<EchoServer.BindFailed>(second, EchoServer.GetBound.Instance, Deadline.Limit);

        Assert.Contains("already in use", failed.Message);
    }

    // How many streams ended in order, each of them with every byte back.
    private async Task<int> DrainUnderShortClientsAsync(int seed)
    {
        await using var echo = await StartAsync();
        using var stopped = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            var random = new Random((seed * 4) + client);
            var completed = 0;
            while (!stopped.IsCancellationRequested)
            {
                completed += await IsEchoedInOrderAsync(echo.EndPoint, random) ? 1 : 0;
            }

            return completed;
        })).ToArray();
        await Deadline.UntilAsync(() => echo.Statistics.Accepted >= 20);

        await echo.DrainAsync();

        await stopped.CancelAsync();
        return (await Task.WhenAll(clients)).Sum();
    }

    private static async Task<bool> IsEchoedInOrderAsync(IPEndPoint server, Random random)
    {
        try
        {
            using var client = await RawClient.ConnectAsync(server);
            await Task.Delay(random.Next(2)); // between accept and arrival
            var data = new byte[random.Next(2) == 0 ? 10 : 60_000];
            random.NextBytes(data);
            await client.SendAsync(data);
            if (random.Next(2) == 0)
            {
                client.HalfClose();
                Assert.Equal(data, await client.ReceiveToEndAsync());
            }
            else
            {
                Assert.Equal(data, await client.ReceiveAsync(data.Length));
            }

            return true;
        }
        catch (SocketException)
        {
            return false; // refused or reset: no orderly end
        }
    }

    private static async Task<int> SendUntil(RawClient client, byte[] pattern, CancellationToken enough)
    {
        var sent = 0;
        while (!enough.IsCancellationRequested)
        {
            await client.SendAsync(pattern);
            sent += pattern.Length;
        }

        client.HalfClose();
        return sent;
    }

    private Task<EchoSystem> StartAsync(EchoServerOptions? options = null) =>
        EchoSystem.StartAsync((options ?? new EchoServerOptions()) with { Transport = transport }, dispatch);

    // A reset, which the client's system may show as such, at connecting already, or as an end with nothing before it.
    private static async Task<bool> IsTurnedAwayAsync(EchoSystem echo)
    {
        try
        {
            using var client = await RawClient.ConnectAsync(echo.EndPoint);
            return (await client.ReceiveToEndAsync()).Length == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static bool IsRepeated(byte[] pattern, byte[] data)
    {
        for (var offset = 0; offset < data.Length; offset += pattern.Length)
        {
            var length = Math.Min(pattern.Length, data.Length - offset);
            if (!data.AsSpan(offset, length).SequenceEqual(pattern.AsSpan(0, length)))
            {
                return false;
            }
        }

        return true;
    }
}
