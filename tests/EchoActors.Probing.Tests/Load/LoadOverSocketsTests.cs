using System.Net.NetworkInformation;
using EchoActors.Client;
using EchoActors.Probing.Load;
using EchoActors.Probing.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Probing.Tests.Load;

/// <summary>Loads against real sockets: each cause of an error is counted under its own name.</summary>
public sealed class LoadOverSocketsTests : IAsyncLifetime
{
    private readonly MeasuringSystem _system = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task Every_message_to_a_right_server_is_echoed_and_verified()
    {
        await using var server = MisbehavingServer.Echoes();

        var result = await _system.Actors.RunLoadAsync(Messages(server.Address, 5000) with { Connections = 20, Pipeline = 4 });

        Assert.Equal(5000, result.Headline!.Counts.Echoed);
        Assert.Equal(0, result.ErrorCount);
        Assert.Equal(20, result.Connected);
        Assert.Null(result.Partial);
        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(result.Headline.Path!.SegmentsSent, 20, 5000 + result.Headline.Path.Retransmitted);
            Assert.InRange(result.Headline.Path.PathMtu, 1500, 65536); // of the loopback device
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5000)]
    [InlineData(300_000, 300_000)]
    public async Task Messages_of_any_size_are_echoed(int least, int most)
    {
        await using var server = MisbehavingServer.Echoes();
        var options = Messages(server.Address, 100) with { Payload = Payload.Random(least, most, new Random(1)), Connections = 2, Pipeline = 3 };

        Assert.Equal(100, (await _system.Actors.RunLoadAsync(options)).Headline!.Counts.Echoed);
    }

    [Fact]
    public async Task A_wrong_byte_is_a_mismatch_that_names_connection_offset_and_bytes()
    {
        await using var server = MisbehavingServer.CorruptsByte(1000);
        var payload = Payload.Of([.. Enumerable.Repeat((byte)0x41, 64)]);

        var result = await _system.Actors.RunLoadAsync(Messages(server.Address, 20) with { Payload = payload });

        Assert.Equal(1, result.Errors[EchoEnd.Mismatch]);
        Assert.Equal($"connection 1: {server.Address}: byte 1,000 differs: sent 0x41, got 0xBE.", Assert.Single(result.ErrorMessages));
    }

    [Fact]
    public async Task A_server_that_closes_early_is_counted_and_its_losses_are_exact()
    {
        await using var server = await FaultyServer.StartAsync("truncate=@640");

        var result = await _system.Actors.RunLoadAsync(Messages(server.Address, 40));

        Assert.Equal(3, result.Errors[EchoEnd.ClosedEarly]);
        Assert.Equal(new LoadCounts(40, 37, 37 * 64, 0), result.Headline!.Counts);
    }

    [Fact]
    public async Task A_server_that_resets_is_counted()
    {
        await using var server = await FaultyServer.StartAsync("reset=@639");

        var result = await _system.Actors.RunLoadAsync(Messages(server.Address, 15));

        Assert.Equal(1, result.Errors[EchoEnd.Reset]);
        Assert.Equal(14, result.Headline!.Counts.Echoed);
    }

    [Fact]
    public async Task A_server_that_says_nothing_times_out()
    {
        await using var server = await FaultyServer.NeverAnswersAsync();
        var options = Messages(server.Address, 1) with { Client = new EchoClientOptions { AnswerTimeout = TimeSpan.FromMilliseconds(50) } };

        var result = await _system.Actors.RunLoadAsync(options);

        Assert.Equal(1, result.Errors[EchoEnd.AnswerTimedOut]);
        Assert.Equal(1, result.Headline!.Counts.Lost);
        Assert.True(result.Headline.Elapsed >= TimeSpan.FromMilliseconds(40), $"The wait of 50 ms took {result.Headline.Elapsed}.");
    }

    [Fact]
    public async Task A_refused_connection_is_an_error_and_nothing_is_measured()
    {
        var server = MisbehavingServer.Echoes();
        var address = server.Address;
        await server.DisposeAsync();

        var result = await _system.Actors.RunLoadAsync(Messages(address, 10) with { Connections = 3 });

        Assert.Equal(3, result.Errors[EchoEnd.Refused]);
        Assert.Equal(0, result.Connected);
        Assert.Null(result.Headline);
    }

    [Fact]
    public async Task An_unknown_host_is_an_error_and_nothing_is_measured()
    {
        var result = await _system.Actors.RunLoadAsync(Messages(new HostPort("no-such-host.invalid", 7), 10));

        Assert.Equal(1, result.Errors[EchoEnd.UnknownHost]);
        Assert.Null(result.Headline);
    }

    [Fact]
    public async Task A_server_that_greets_is_said_to_be_no_echo_server_and_its_words_are_shown()
    {
        await using var server = MisbehavingServer.Greets("220 mail.example ready\r\n");

        var result = await _system.Actors.RunLoadAsync(Messages(server.Address, 10));

        Assert.True(result.ErrorCount > 0);
        Assert.Contains(@"is not an echo server: it said ""220 mail.example ready\r\n""", result.ErrorMessages[0]);
    }

    [Fact]
    public async Task A_server_that_answers_in_its_own_words_is_said_to_be_no_echo_server()
    {
        await using var server = MisbehavingServer.Answers("HTTP/1.1 400 Bad Request\r\n");

        var result = await _system.Actors.RunLoadAsync(Messages(server.Address, 10) with { Payload = Payload.Of("hello"u8.ToArray()) });

        Assert.Contains(@"is not an echo server: it said ""HTTP/1.1 400 Bad Request\r\n""", result.ErrorMessages[0]);
    }

    [Fact]
    public async Task A_load_whose_server_is_gone_for_good_ends_and_says_so()
    {
        await using var server = await FaultyServer.StartAsync("truncate=@1");

        var result = await _system.Actors.RunLoadAsync(Messages(server.Address, 1_000_000));

        Assert.Equal("no connection was left", result.Partial);
        Assert.Equal(5, result.ErrorCount);
    }

    [Fact]
    public async Task Churn_leaves_no_port_waiting()
    {
        await using var server = MisbehavingServer.Echoes();

        var result = await _system.Actors.RunLoadAsync(Messages(server.Address, 500) with { Churn = true, Connections = 5 });

        Assert.Equal(500, result.Headline!.Counts.Echoed);
        Assert.DoesNotContain(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections(),
            connection => connection.RemoteEndPoint.Port == server.Address.Port && connection.State == TcpState.TimeWait);
    }

    private static LoadOptions Messages(Endpoint target, long count) => new()
    {
        Target = target,
        Plan = new SingleStep(new LoadStepSpec(null, null, count)),
        Payload = Payload.Random(64, 64, new Random(1)),
    };
}
