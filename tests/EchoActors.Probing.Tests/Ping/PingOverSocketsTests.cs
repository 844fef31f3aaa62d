using EchoActors.Client;
using EchoActors.Probing.Ping;
using EchoActors.Probing.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Probing.Tests.Ping;

public sealed class PingOverSocketsTests : IAsyncLifetime, IProgress<PingEvent>
{
    private readonly MeasuringSystem _system = new();
    private readonly List<PingEvent> _events = [];

    void IProgress<PingEvent>.Report(PingEvent value) => _events.Add(value);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task Every_probe_to_a_right_server_comes_back_over_one_connection()
    {
        await using var server = MisbehavingServer.Echoes();

        var summary = await _system.Actors.PingAsync(Probes(server.Address, 5), this);

        Assert.Equal((5, 5, 0), (summary.Sent, summary.Echoed, summary.Lost));
        Assert.Single(_events.OfType<PingEvent.Connected>());
        Assert.Equal([1, 2, 3, 4, 5], _events.OfType<PingEvent.Echoed>().Select(echoed => echoed.Sequence));
    }

    [Fact]
    public async Task With_reconnect_each_probe_has_a_connection_of_its_own()
    {
        await using var server = MisbehavingServer.Echoes();

        var summary = await _system.Actors.PingAsync(Probes(server.Address, 4) with { Reconnect = true }, this);

        Assert.Equal(4, summary.Echoed);
        Assert.Equal(4, _events.OfType<PingEvent.Connected>().Count());
    }

    [Fact]
    public async Task A_connection_that_breaks_is_opened_again_and_the_losses_are_exact()
    {
        await using var server = await FaultyServer.StartAsync("truncate=@96"); // one probe and a half

        var summary = await _system.Actors.PingAsync(Probes(server.Address, 6), this);

        Assert.Equal((6, 3, 3), (summary.Sent, summary.Echoed, summary.Lost));
        Assert.Equal([2, 4, 6], _events.OfType<PingEvent.Lost>().Select(lost => lost.Sequence));
    }

    [Fact]
    public async Task A_server_that_says_nothing_loses_every_probe_at_its_timeout()
    {
        await using var server = await FaultyServer.NeverAnswersAsync();

        var summary = await _system.Actors.PingAsync(Probes(server.Address, 2) with { Timeout = TimeSpan.FromMilliseconds(500) }, this);

        Assert.Equal((2, 0, 2), (summary.Sent, summary.Echoed, summary.Lost));
        Assert.All(_events.OfType<PingEvent.Lost>(), lost => Assert.Equal(EchoEnd.AnswerTimedOut, lost.Cause));
    }

    [Fact]
    public async Task An_echo_that_drips_is_lost_at_the_timeout()
    {
        await using var server = MisbehavingServer.Drips(TimeSpan.FromMilliseconds(100)); // 6 s for a probe

        var summary = await _system.Actors.PingAsync(Probes(server.Address, 2) with { Timeout = TimeSpan.FromMilliseconds(500) }, this);

        Assert.Equal((2, 0, 2), (summary.Sent, summary.Echoed, summary.Lost));
        Assert.All(_events.OfType<PingEvent.Lost>(), lost => Assert.Equal(EchoEnd.AnswerTimedOut, lost.Cause));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public async Task A_server_that_sends_more_than_the_echo_is_a_fault_each_time(int count, bool reconnect)
    {
        await using var server = MisbehavingServer.AddsAByte();

        var summary = await _system.Actors.PingAsync(Probes(server.Address, count) with { Reconnect = reconnect }, this);

        Assert.Equal((count, 0, count), (summary.Echoed, summary.Lost, summary.Faults));
        Assert.All(_events.OfType<PingEvent.Broken>(), broken => Assert.Equal(EchoEnd.Surplus, broken.Cause));
    }

    [Fact]
    public async Task A_ping_that_is_cancelled_still_has_a_summary()
    {
        await using var server = MisbehavingServer.Echoes();
        using var cancellation = new CancellationTokenSource();
        var stop = new StopsAfter(3, cancellation);

        var summary = await _system.Actors.PingAsync(Probes(server.Address, null), stop, cancellation.Token);

        Assert.True(summary.Echoed >= 3);
        Assert.Equal(summary.Sent, summary.Echoed);
    }

    private static PingOptions Probes(Endpoint target, long? count) =>
        new() { Target = target, Count = count, Interval = TimeSpan.FromMilliseconds(1) };

    private sealed class StopsAfter(int echoes, CancellationTokenSource cancellation) : IProgress<PingEvent>
    {
        private int _echoes;

        public void Report(PingEvent value)
        {
            if (value is PingEvent.Echoed && ++_echoes == echoes)
            {
                cancellation.Cancel();
            }
        }
    }
}
