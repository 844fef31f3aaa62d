using System.Net;
using System.Net.Sockets;
using EchoActors.Admin.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>The admin address under clients that want to occupy it.</summary>
public sealed class PressureScenarios
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Silent_sockets_keep_no_health_probe_out_are_closed_and_fill_no_log()
    {
        await using var node = await ServerNode.StartAsync(ServerNode.AnyPort with { MaxConnections = 32, MaxPages = 1 });
        var silent = new List<TcpClient>();
        for (var number = 0; number < 100; number++)
        {
            silent.Add(await ConnectAsync(node));
        }

        await node.GetJsonAsync("/health/live", HttpStatusCode.OK);

        Assert.Single(node.Logs.Lines, line => line.Text.Contains("connections unanswered"));
        foreach (var client in silent)
        {
            Assert.True(await IsClosedAsync(client));
            client.Dispose();
        }
    }

    [Fact]
    public async Task Half_a_request_and_open_channels_do_not_delay_a_stop()
    {
        await using var node = await ServerNode.StartAsync();
        using var half = await ConnectAsync(node);
        await half.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray());
        using var channel = new RawWebSocket(node.Admin, origin: null);
        Assert.Equal("101", await channel.StatusAsync());

        // Without a grace of its own the address would take the host's 30 s.
        await node.StopAsync().WaitAsync(Deadline);
    }

    [Fact]
    public async Task Pages_are_limited_in_number_and_one_that_closes_makes_room()
    {
        await using var node = await ServerNode.StartAsync(ServerNode.AnyPort with { MaxPages = 2 });
        using var first = new RawWebSocket(node.Admin, origin: null);
        using var second = new RawWebSocket(node.Admin, origin: null);
        Assert.Equal("101", await first.StatusAsync());
        Assert.Equal("101", await second.StatusAsync());
        Assert.Equal("503", await ChannelAsync(node));
        await node.GetJsonAsync("/health/live", HttpStatusCode.OK);

        first.Dispose();

        using var deadline = new CancellationTokenSource(Deadline);
        while (await ChannelAsync(node) != "101")
        {
            await Task.Delay(50, deadline.Token);
        }
    }

    [Fact]
    public async Task Pages_are_limited_in_rate()
    {
        await using var node = await ServerNode.StartAsync();
        var opened = 0;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            opened += await ChannelAsync(node) == "101" ? 1 : 0;
        }

        Assert.InRange(opened, 20, 60); // 20 at once and 2 a second, on a machine that may be slow
    }

    [Fact]
    public async Task An_accept_that_fails_is_tried_again_after_a_pause()
    {
        var time = new FakeTimeProvider();
        var logs = new RecordingLogs();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var attempts = 0;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await using var listener = new AdminListener(
            socket,
            _ => ++attempts < 3 ? throw new SocketException((int)SocketError.TooManyOpenSockets) : throw new OperationCanceledException(),
            new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), NullLogger.Instance),
            new ConnectionBudget(new AdminOptions(), NullLogger<ConnectionBudget>.Instance, time),
            loggers.CreateLogger<AdminListener>(),
            time);

        var accepting = listener.AcceptAsync().AsTask();

        Assert.Equal(1, attempts);
        Assert.Contains("Too many open files", Assert.Single(logs.Lines).Text);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, attempts);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await accepting.WaitAsync(Deadline));
        Assert.Equal(3, attempts);
    }

    private static async Task<string> ChannelAsync(ServerNode node)
    {
        using var channel = new RawWebSocket(node.Admin, origin: null);
        return await channel.StatusAsync();
    }

    private static async Task<TcpClient> ConnectAsync(ServerNode node)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, node.Admin.Port);
        return client;
    }

    private static async Task<bool> IsClosedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Deadline) == 0;
        }
        catch (IOException)
        {
            return true; // reset
        }
    }
}
