using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using EchoActors.Filters;
using EchoActors.Server;
using EchoActors.Transport;
using Xunit;
using TestKit = Akka.TestKit.Xunit2.TestKit;

namespace EchoActors.Tests.Filters;

/// <summary>What every filter owes the connection below it and the handler above it; probes stand in for both.</summary>
public sealed class FilterScenarios : TestKit
{
    private static readonly Tcp.Connected Ends = new(new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
    private static readonly HandshakeLimits Limits = new(TimeSpan.FromSeconds(30), MaxUnderWay: 2);

    private readonly TestProbe _tcp;
    private readonly TestProbe _connection;
    private readonly TestProbe _handler;

    public FilterScenarios()
        : base("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\nakka.test.single-expect-default = 30s")
    {
        _tcp = CreateTestProbe();
        _connection = CreateTestProbe();
        _handler = CreateTestProbe();
    }

    [Fact]
    public async Task A_filter_that_reads_first_is_ready_when_it_has_read_and_gives_the_rest_at_the_first_ResumeReading()
    {
        await AcceptAsync(place => new FirstByte(place));
        await _connection.ExpectMsgAsync<RegisterBorrowing>();
        await _connection.ExpectMsgAsync<Tcp.ResumeReading>();
        var filter = _connection.LastSender;

        _connection.Send(filter, new Tcp.Received(ByteString.FromString("!rest")));
        await _handler.ExpectMsgAsync<Tcp.Connected>();
        Assert.Same(filter, _handler.LastSender);
        _handler.Send(filter, new Tcp.Register(_handler, keepOpenOnPeerClosed: true));
        _handler.Send(filter, Tcp.ResumeReading.Instance);

        Assert.Equal("rest", (await _handler.ExpectMsgAsync<Tcp.Received>()).Data.ToString());
        _handler.Send(filter, Tcp.ResumeReading.Instance);
        await _connection.ExpectMsgAsync<Tcp.ResumeReading>();
    }

    [Fact]
    public async Task The_next_filter_is_made_when_the_one_before_it_is_ready()
    {
        await AcceptAsync(place => new FirstByte(place), place => new FirstByte(place));
        await _connection.ExpectMsgAsync<RegisterBorrowing>();
        await _connection.ExpectMsgAsync<Tcp.ResumeReading>();

        _connection.Send(_connection.LastSender, new Tcp.Received(ByteString.FromString("!!rest")));

        await _handler.ExpectMsgAsync<Tcp.Connected>();
        var inner = Assert.IsAssignableFrom<TcpFilter>(_handler.LastSender);
        Assert.NotSame(_connection.LastSender, inner);
        Assert.Equal(6, inner.Facts.BytesArrived);
        _handler.Send(inner, new Tcp.Register(_handler, keepOpenOnPeerClosed: true));
        _handler.Send(inner, Tcp.ResumeReading.Instance);
        Assert.Equal("rest", (await _handler.ExpectMsgAsync<Tcp.Received>()).Data.ToString());
    }

    [Fact]
    public async Task A_peer_that_leaves_before_a_filter_is_ready_is_refused_by_reason_and_its_connection_is_reset()
    {
        await AcceptAsync(place => new FirstByte(place));
        await _connection.ExpectMsgAsync<RegisterBorrowing>();
        await _connection.ExpectMsgAsync<Tcp.ResumeReading>();

        _connection.Send(_connection.LastSender, Tcp.PeerClosed.Instance);

        await _connection.ExpectMsgAsync<Tcp.Abort>();
        var refused = await _handler.ExpectMsgAsync<FilteredListener.Refused>();
        Assert.Equal(RefusalReason.PeerLeft, refused.Reason);
        Assert.Same(Ends, refused.Ends);
    }

    [Fact]
    public async Task One_connection_more_than_may_be_under_way_ends_the_oldest()
    {
        await AcceptAsync(place => new FirstByte(place));
        await _connection.ExpectMsgAsync<RegisterBorrowing>();
        await _connection.ExpectMsgAsync<Tcp.ResumeReading>();
        var listener = _tcp.LastSender;

        for (var another = 0; another < Limits.MaxUnderWay; another++)
        {
            CreateTestProbe().Send(listener, Ends);
        }

        await _connection.ExpectMsgAsync<Tcp.Abort>();
        Assert.Equal(RefusalReason.HandshakeTimeout, (await _handler.ExpectMsgAsync<FilteredListener.Refused>()).Reason);
    }

    [Fact]
    public async Task The_time_to_become_ready_is_bounded()
    {
        await AcceptAsync(new HandshakeLimits(TimeSpan.FromMilliseconds(20), MaxUnderWay: 2), place => new FirstByte(place));

        Assert.Equal(RefusalReason.HandshakeTimeout, (await _handler.ExpectMsgAsync<FilteredListener.Refused>()).Reason);
    }

    [Fact]
    public async Task A_handler_that_registers_after_the_end_is_told_it()
    {
        var filter = await AcceptReadyAsync();
        _connection.Send(filter, new Tcp.ErrorClosed("broken"));

        _handler.Send(filter, new Tcp.Register(_handler, keepOpenOnPeerClosed: true));

        Assert.Equal("broken", (await _handler.ExpectMsgAsync<Tcp.ErrorClosed>()).Cause);
    }

    [Fact]
    public async Task The_death_of_the_handler_resets_the_connection()
    {
        var filter = await AcceptReadyAsync();
        _handler.Send(filter, new Tcp.Register(_handler, keepOpenOnPeerClosed: true));

        Sys.Stop(_handler);

        await _connection.ExpectMsgAsync<Tcp.Abort>();
    }

    [Fact]
    public async Task A_connection_that_stops_without_a_word_is_told_to_the_handler_and_to_those_who_watch_the_filter()
    {
        var filter = await AcceptReadyAsync();
        _handler.Send(filter, new Tcp.Register(_handler, keepOpenOnPeerClosed: true));
        await _handler.WatchAsync(filter);

        Sys.Stop(_connection);

        await _handler.ExpectMsgAsync<Tcp.Aborted>();
        await _handler.ExpectTerminatedAsync(filter);
    }

    [Fact]
    public async Task A_filter_that_throws_is_reset_and_told_as_an_error()
    {
        var filter = await AcceptReadyAsync(place => new Throwing(place));
        _handler.Send(filter, new Tcp.Register(_handler, keepOpenOnPeerClosed: true));

        _connection.Send(filter, new Tcp.Received(ByteString.FromString("x")));

        await _connection.ExpectMsgAsync<Tcp.Abort>();
        Assert.Equal("broken filter", (await _handler.ExpectMsgAsync<Tcp.ErrorClosed>()).Cause);
    }

    [Fact]
    public async Task A_connect_whose_filter_refuses_fails_with_its_sentence()
    {
        var manager = Sys.ActorOf(FilteredTcp.Props(_tcp, [place => new FirstByte(place)], Limits));
        var connect = new Tcp.Connect(Ends.RemoteAddress);
        _handler.Send(manager, connect);
        await _tcp.ExpectMsgAsync<Tcp.Connect>();
        _connection.Send(_tcp.LastSender, Ends);
        await _connection.ExpectMsgAsync<RegisterBorrowing>();
        await _connection.ExpectMsgAsync<Tcp.ResumeReading>();

        _connection.Send(_connection.LastSender, Tcp.PeerClosed.Instance);

        var failed = await _handler.ExpectMsgAsync<Tcp.CommandFailed>();
        Assert.Same(connect, failed.Cmd);
        Assert.Equal("the peer left before the connection was ready.", Assert.IsType<FilterException>(failed.Cause.Value).Message);
    }

    [Fact]
    public async Task The_death_of_the_actor_that_asked_for_a_connect_resets_what_is_under_way()
    {
        var manager = Sys.ActorOf(FilteredTcp.Props(_tcp, [place => new FirstByte(place)], Limits));
        _handler.Send(manager, new Tcp.Connect(Ends.RemoteAddress));
        await _tcp.ExpectMsgAsync<Tcp.Connect>();
        _connection.Send(_tcp.LastSender, Ends);
        await _connection.ExpectMsgAsync<RegisterBorrowing>();
        await _connection.ExpectMsgAsync<Tcp.ResumeReading>();

        Sys.Stop(_handler);

        await _connection.ExpectMsgAsync<Tcp.Abort>();
    }

    private async Task<IActorRef> AcceptReadyAsync(FilterFactory? filter = null)
    {
        await AcceptAsync(filter ?? (place => new Passing(place)));
        await _connection.ExpectMsgAsync<RegisterBorrowing>();
        await _handler.ExpectMsgAsync<Tcp.Connected>();
        return _handler.LastSender;
    }

    private Task AcceptAsync(params FilterFactory[] filters) => AcceptAsync(Limits, filters);

    private async Task AcceptAsync(HandshakeLimits limits, params FilterFactory[] filters)
    {
        var manager = Sys.ActorOf(FilteredTcp.Props(_tcp, filters, limits));
        _handler.Send(manager, new Tcp.Bind(_handler, new IPEndPoint(IPAddress.Loopback, 0), pullMode: true));
        await _tcp.ExpectMsgAsync<Tcp.Bind>();
        _connection.Send(_tcp.LastSender, Ends);
    }

    private sealed class Passing(FilterPlace place) : TcpFilter(place);

    private sealed class Throwing(FilterPlace place) : TcpFilter(place)
    {
        protected override void HandleEvent(Tcp.Event message) => throw new InvalidOperationException("broken filter");
    }

    /// <summary>Takes the first byte of the stream for itself.</summary>
    private sealed class FirstByte(FilterPlace place) : TcpFilter(place)
    {
        protected override void Prepare() => AskForMore();

        protected override void WhilePreparing(Tcp.Event message)
        {
            if (message is Tcp.Received received)
            {
                Ready(Ends, received.Data.Slice(1));
            }
            else
            {
                base.WhilePreparing(message);
            }
        }
    }
}
