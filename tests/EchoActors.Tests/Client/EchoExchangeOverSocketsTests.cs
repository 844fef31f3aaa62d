using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using EchoActors.Client;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Tests.Client;

/// <summary>The client as a task, against our server and against servers that misbehave.</summary>
public sealed class EchoExchangeOverSocketsTests : IAsyncLifetime
{
    private static readonly EchoClientOptions Options = new();

    private EchoSystem _echo = null!;

    public async Task InitializeAsync() => _echo = await EchoSystem.StartAsync();

    public async Task DisposeAsync() => await _echo.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(5_000_000)]
    public async Task A_message_comes_back_identical(int length)
    {
        var report = await EchoAsync(_echo.Address, RandomNumberGenerator.GetBytes(length));

        Assert.Equal((EchoEnd.Identical, (long)length), (report.Outcome.End, report.Outcome.BytesEchoed));
        Assert.NotNull(report.Connection);
    }

    [Fact]
    public async Task A_stream_longer_than_the_window_comes_back_whole_through_a_slow_output()
    {
        var data = RandomNumberGenerator.GetBytes(1_000_000);
        using var output = new SlowStream();

        var report = await _echo.System.EchoAsync(
            _echo.Address, new EchoTransfer(new MemoryStream(data), output), Options with { Window = 64 * 1024 });

        Assert.True(report.Outcome.IsIdentical, report.Outcome.Message);
        Assert.Equal(data, output.ToArray());
    }

    [Fact]
    public async Task A_connection_that_is_reset_at_once_is_told_as_reset_every_time()
    {
        await using var server = MisbehavingServer.ResetsAtOnce();

        for (var i = 0; i < 200; i++)
        {
            var outcome = (await EchoAsync(server.Address, "hello"u8.ToArray())).Outcome;

            Assert.True(outcome.End == EchoEnd.Reset, $"{outcome.End}: {outcome.Message}");
        }
    }

    [Fact]
    public async Task Every_byte_that_was_sent_and_echoed_is_told()
    {
        var (sent, echoed) = (0, 0);
        var transfer = new EchoTransfer(new MemoryStream(new byte[2_000_000]), Stream.Null)
        {
            OnSent = data => sent += data.Count,
            OnEchoed = data => echoed += data.Count,
        };

        await _echo.System.EchoAsync(_echo.Address, transfer, Options);

        Assert.Equal((2_000_000, 2_000_000), (sent, echoed));
    }

    [Fact]
    public async Task A_name_is_resolved_and_each_of_its_addresses_is_tried()
    {
        var report = await EchoAsync(new HostPort("localhost", _echo.Address.Port), "by name"u8.ToArray());

        Assert.True(report.Outcome.IsIdentical, report.Outcome.Message);
    }

    [Fact]
    public async Task IPv6_is_served_as_well()
    {
        await using var echo = await EchoSystem.StartAsync(new EchoServerOptions { Listen = [new HostPort("::1", 0)] });

        var report = await EchoAsync(echo.Address, "six"u8.ToArray());

        Assert.True(report.Outcome.IsIdentical, report.Outcome.Message);
    }

    [Fact]
    public async Task A_closed_port_is_refused_with_the_real_cause()
    {
        var misbehaving = MisbehavingServer.Echoes();
        var closed = misbehaving.Address;
        await misbehaving.DisposeAsync();

        var report = await EchoAsync(closed, "x"u8.ToArray());

        Assert.Equal((EchoEnd.Refused, false), (report.Outcome.End, report.Outcome.Connected));
        Assert.Equal($"{closed} refused the connection: nothing listens there, or a firewall rejects it.", report.Outcome.Message);
    }

    [Fact]
    public async Task An_unknown_host_is_told()
    {
        var report = await EchoAsync(new HostPort("no-such-host.invalid", 3000), "x"u8.ToArray());

        Assert.Equal(EchoEnd.UnknownHost, report.Outcome.End);
    }

    [Fact]
    public async Task A_server_that_never_answers_ends_at_the_answer_timeout()
    {
        await using var server = await FaultyServer.NeverAnswersAsync();

        var report = await _echo.System.EchoAsync(
            server.Address, "anyone?"u8.ToArray(), Options with { AnswerTimeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(EchoEnd.AnswerTimedOut, report.Outcome.End);
        Assert.Equal($"no answer from {server.Address} in 300 ms.", report.Outcome.Message);
    }

    [Fact]
    public async Task A_server_that_closes_in_the_middle_is_told_with_how_far_it_got()
    {
        await using var server = await FaultyServer.StartAsync("truncate=@4");

        var report = await EchoAsync(server.Address, "0123456789"u8.ToArray());

        Assert.Equal(EchoEnd.ClosedEarly, report.Outcome.End);
        Assert.Equal($"{server.Address} closed after 4 of 10 bytes.", report.Outcome.Message);
    }

    [Fact]
    public async Task A_server_that_changes_a_byte_is_found_out()
    {
        await using var server = MisbehavingServer.CorruptsByte(offset: 4);

        var report = await EchoAsync(server.Address, "0123456789"u8.ToArray());

        Assert.Equal($"{server.Address}: byte 4 differs: sent 0x34, got 0xCB.", report.Outcome.Message);
    }

    [Fact]
    public async Task A_server_that_greets_is_no_echo_server()
    {
        await using var server = MisbehavingServer.Greets("220 ready\r\n");

        var report = await EchoAsync(server.Address, "0123456789"u8.ToArray());

        Assert.Contains(report.Outcome.End, new[] { EchoEnd.Mismatch, EchoEnd.Surplus });
    }

    [Fact]
    public async Task A_server_that_resets_is_told_as_a_reset()
    {
        await using var server = await FaultyServer.StartAsync("reset=@0");

        var report = await EchoAsync(server.Address, "0123456789"u8.ToArray());

        Assert.Equal(EchoEnd.Reset, report.Outcome.End);
    }

    [Fact]
    public async Task An_output_that_can_not_be_written_ends_the_exchange_with_its_cause()
    {
        using var output = new FullDiskStream();

        var report = await _echo.System.EchoAsync(
            _echo.Address, new EchoTransfer(new MemoryStream(new byte[100_000]), output), Options);

        Assert.Equal("the output can't be written: No space left on device.", report.Outcome.Message);
    }

    [Fact]
    public async Task An_exchange_that_is_cancelled_resets_its_connection()
    {
        using var cancellation = new CancellationTokenSource();
        var exchange = _echo.System.EchoAsync(
            _echo.Address, new EchoTransfer(new NeverEndingStream(), Stream.Null), Options, cancellation.Token);
        await Deadline.UntilAsync(() => _echo.Statistics.Open == 1);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exchange);
        await Deadline.UntilAsync(() => _echo.Statistics.Open == 0);
    }

    private Task<EchoReport> EchoAsync(Endpoint target, byte[] message) =>
        _echo.System.EchoAsync(target, message, Options);
}
