using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Tests.Server;

/// <summary>One client's actor, with a probe in place of its connection and another in place of the server.</summary>
public sealed class EchoConnectionScenarios : TestKit
{
    private static readonly EchoServerOptions Options = new()
    {
        EchoWindow = 1000,
    };

    private readonly EchoServerMeter _meter = new(new EchoServerStatistics("test"));
    private readonly TestProbe _connection;
    private readonly TestProbe _server;
    private readonly ConnectionTraffic _traffic = new(new IPEndPoint(IPAddress.Loopback, 1234), TimeProvider.System);

    public EchoConnectionScenarios()
        : base(VirtualTime.Config)
    {
        _connection = CreateTestProbe("connection");
        _server = CreateTestProbe("server");
    }

    [Fact]
    public void It_registers_for_half_close_and_asks_for_the_first_chunk()
    {
        var handler = _server.ChildActorOf(EchoConnection.Props(Shared(Options), Lease(), _connection, socket: null, _traffic));

        var register = _connection.ExpectMsg<Tcp.Register>();
        Assert.Equal(handler, register.Handler);
        Assert.True(register.KeepOpenOnPeerClosed);
        _connection.ExpectMsg<Tcp.ResumeReading>();
    }

    [Fact]
    public void It_writes_a_chunk_before_it_asks_for_the_next()
    {
        var handler = Start();

        Receive(handler, "helloworld");

        Assert.Equal("helloworld", _connection.ExpectMsg<Tcp.Write>().Data.ToString());
        _connection.ExpectMsg<Tcp.ResumeReading>();
    }

    [Fact]
    public void It_stops_reading_when_its_window_is_full_and_goes_on_when_bytes_are_taken()
    {
        var handler = Start();
        Receive(handler, new string('a', 999));
        var first = _connection.ExpectMsg<Tcp.Write>();
        _connection.ExpectMsg<Tcp.ResumeReading>();

        Receive(handler, new string('b', 500));
        _connection.ExpectMsg<Tcp.Write>();
        _connection.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(1499, _traffic.BytesUnacknowledged);

        handler.Tell(first.Ack, _connection);
        _connection.ExpectMsg<Tcp.ResumeReading>();
        Assert.Equal(500, _traffic.BytesUnacknowledged);
    }

    [Fact]
    public void After_the_end_of_the_stream_it_waits_until_all_is_acknowledged_and_then_closes()
    {
        var handler = Start();
        var write = Echo(handler, "last words");

        handler.Tell(Tcp.PeerClosed.Instance, _connection);
        _connection.ExpectNoMsg(TimeSpan.Zero);

        handler.Tell(write.Ack, _connection);
        _connection.ExpectMsg<Tcp.Close>();
        ExpectEnd(handler, Tcp.Closed.Instance, ConnectionEnd.PeerClosed);
    }

    [Fact]
    public void An_end_of_the_stream_with_nothing_outstanding_closes_at_once()
    {
        var handler = Start();

        handler.Tell(Tcp.PeerClosed.Instance, _connection);

        _connection.ExpectMsg<Tcp.Close>();
        ExpectEnd(handler, Tcp.Closed.Instance, ConnectionEnd.PeerClosed);
    }

    [Fact]
    public void A_peer_that_ended_its_stream_and_takes_nothing_is_aborted_at_the_send_timeout()
    {
        var handler = Start();
        Echo(handler, "never taken");
        handler.Tell(Tcp.PeerClosed.Instance, _connection);
        _connection.ExpectNoMsg(TimeSpan.Zero);

        handler.Tell(EchoConnection.SendTimedOut.Instance);

        _connection.ExpectMsg<Tcp.Abort>();
        ExpectEnd(handler, Tcp.Aborted.Instance, ConnectionEnd.SendTimeout);
    }

    [Fact]
    public void A_peer_that_never_reads_is_aborted_at_the_send_timeout()
    {
        var handler = Start();
        Receive(handler, new string('x', 2000));
        _connection.ExpectMsg<Tcp.Write>();
        _connection.ExpectNoMsg(TimeSpan.Zero);

        handler.Tell(EchoConnection.SendTimedOut.Instance);

        _connection.ExpectMsg<Tcp.Abort>();
        ExpectEnd(handler, Tcp.Aborted.Instance, ConnectionEnd.SendTimeout);
    }

    [Fact]
    public void A_client_whose_echoes_only_the_kernel_still_holds_is_aborted_at_the_send_timeout_too()
    {
        var handler = Start();
        var write = Echo(handler, "the kernel has it");
        handler.Tell(write.Ack, _connection);

        handler.Tell(EchoConnection.SendTimedOut.Instance);

        _connection.ExpectMsg<Tcp.Abort>();
        ExpectEnd(handler, Tcp.Aborted.Instance, ConnectionEnd.SendTimeout);
    }

    [Fact]
    public void A_silent_client_is_closed_at_the_idle_timeout()
    {
        var handler = Start();

        handler.Tell(EchoConnection.IdleTimedOut.Instance);

        _connection.ExpectMsg<Tcp.Close>();
        ExpectEnd(handler, Tcp.Closed.Instance, ConnectionEnd.IdleTimeout);
    }

    [Fact]
    public void An_idle_timeout_closes_only_when_everything_is_written()
    {
        var handler = Start();
        var write = Echo(handler, "outstanding");

        handler.Tell(EchoConnection.IdleTimedOut.Instance);
        _connection.ExpectNoMsg(TimeSpan.Zero);
        handler.Tell(write.Ack, _connection);

        _connection.ExpectMsg<Tcp.Close>();
        ExpectEnd(handler, Tcp.Closed.Instance, ConnectionEnd.IdleTimeout);
    }

    [Fact]
    public void A_drain_serves_the_client_until_it_is_quiet_and_then_ends_its_stream()
    {
        var handler = Start();
        handler.Tell(EchoConnection.Drain.Instance);
        this.Advance(Options.DrainQuietPeriod / 2);

        var write = Echo(handler, "still served");
        handler.Tell(write.Ack, _connection);
        this.Advance(Options.DrainQuietPeriod / 2);
        _connection.ExpectNoMsg(TimeSpan.Zero);

        this.Advance(Options.DrainQuietPeriod);
        _connection.ExpectMsg<Tcp.ConfirmedClose>();
        _connection.ExpectMsg<Tcp.ResumeReading>();
        ExpectEnd(handler, Tcp.ConfirmedClosed.Instance, ConnectionEnd.Drained);
    }

    [Fact]
    public void A_drain_ends_no_stream_before_all_is_acknowledged()
    {
        var handler = Start();
        var write = Echo(handler, "outstanding");
        handler.Tell(EchoConnection.Drain.Instance);
        this.Advance(Options.DrainQuietPeriod);
        _connection.ExpectNoMsg(TimeSpan.Zero);

        handler.Tell(write.Ack, _connection);
        this.Advance(Options.DrainQuietPeriod);

        _connection.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void What_comes_after_a_drain_has_ended_the_stream_is_a_reset()
    {
        var handler = Start();
        handler.Tell(EchoConnection.Drain.Instance);
        this.Advance(Options.DrainQuietPeriod);
        _connection.ExpectMsg<Tcp.ConfirmedClose>();
        _connection.ExpectMsg<Tcp.ResumeReading>();

        Receive(handler, "too late");

        _connection.ExpectMsg<Tcp.Abort>();
        ExpectEnd(handler, Tcp.Aborted.Instance, ConnectionEnd.SentAfterDrain);
    }

    [Fact]
    public void A_client_that_ends_its_stream_while_it_is_drained_gets_everything_back()
    {
        var handler = Start();
        handler.Tell(EchoConnection.Drain.Instance);
        var write = Echo(handler, "last words");

        handler.Tell(Tcp.PeerClosed.Instance, _connection);
        _connection.ExpectNoMsg(TimeSpan.Zero);
        handler.Tell(write.Ack, _connection);

        _connection.ExpectMsg<Tcp.Close>();
        ExpectEnd(handler, Tcp.Closed.Instance, ConnectionEnd.PeerClosed);
    }

    [Fact]
    public void At_the_drain_deadline_it_is_aborted()
    {
        var handler = Start();
        Echo(handler, "outstanding");
        handler.Tell(EchoConnection.Drain.Instance);

        handler.Tell(EchoConnection.AbortDrain.Instance);

        _connection.ExpectMsg<Tcp.Abort>();
        ExpectEnd(handler, Tcp.Aborted.Instance, ConnectionEnd.DrainTimeout);
    }

    [Fact]
    public void A_reset_by_the_peer_ends_it()
    {
        var handler = Start();

        ExpectEnd(handler, new Tcp.ErrorClosed("Connection reset by peer"), ConnectionEnd.PeerReset);
    }

    [Theory]
    [InlineData(SocketError.TimedOut)]
    [InlineData(SocketError.HostUnreachable)]
    public void A_peer_that_the_kernel_gave_up_is_lost(SocketError error)
    {
        var handler = Start();

        ExpectEnd(handler, new Tcp.ErrorClosed(new SocketException((int)error).Message), ConnectionEnd.PeerLost);
    }

    [Fact]
    public void A_failed_write_aborts_the_connection_because_its_bytes_are_lost()
    {
        var handler = Start();
        var write = Echo(handler, "refused");

        handler.Tell(new Tcp.CommandFailed(write), _connection);

        _connection.ExpectMsg<Tcp.Abort>();
        ExpectEnd(handler, Tcp.Aborted.Instance, ConnectionEnd.WriteFailed);
    }

    [Fact]
    public void Writes_that_fail_because_the_peer_reset_are_a_reset()
    {
        var handler = Start();
        var write = Echo(handler, "on its way");

        handler.Tell(new Tcp.CommandFailed(write), _connection);

        ExpectEnd(handler, new Tcp.ErrorClosed("Connection reset by peer"), ConnectionEnd.PeerReset);
    }

    [Fact]
    public void An_abort_that_nobody_asked_for_means_that_the_listener_died()
    {
        var handler = Start();

        ExpectEnd(handler, Tcp.Aborted.Instance, ConnectionEnd.ListenerLost);
    }

    [Fact]
    public void A_connection_that_stops_without_a_word_ends_it()
    {
        var handler = Start();
        Watch(handler);

        Sys.Stop(_connection);

        ExpectTerminated(handler);
        Assert.Equal(ConnectionEnd.ListenerLost, _server.ExpectMsg<EchoConnection.Ended>().End);
    }

    [Fact]
    public void It_resets_the_connection_when_it_is_stopped_from_outside()
    {
        var handler = Start();

        Sys.Stop(handler);

        _connection.ExpectMsg<Tcp.Abort>();
        Assert.Equal(ConnectionEnd.Failed, _server.ExpectMsg<EchoConnection.Ended>().End);
    }

    [Fact]
    public void It_counts_what_came_in_and_what_was_taken_back()
    {
        var handler = Start();
        var write = Echo(handler, "12345");
        handler.Tell(write.Ack, _connection);
        Echo(handler, "678");

        Assert.Equal((8, 5, 3), (_traffic.BytesReceived, _traffic.BytesSent, _traffic.BytesUnacknowledged));
    }

    private EchoConnection.Shared Shared(EchoServerOptions options) => new(options, _meter.EchoDuration, Log, this.Clock());

    private static Admission.Lease Lease() => new Admission(1, null).TryAdmit(IPAddress.Loopback, out _)!;

    private IActorRef Start(EchoServerOptions? options = null)
    {
        var handler = _server.ChildActorOf(EchoConnection.Props(Shared(options ?? Options), Lease(), _connection, socket: null, _traffic));
        _connection.ExpectMsg<Tcp.Register>();
        _connection.ExpectMsg<Tcp.ResumeReading>();
        return handler;
    }

    private void Receive(IActorRef handler, string text) =>
        handler.Tell(new Tcp.Received(ByteString.FromString(text)), _connection);

    private Tcp.Write Echo(IActorRef handler, string text)
    {
        Receive(handler, text);
        var write = _connection.ExpectMsg<Tcp.Write>();
        _connection.ExpectMsg<Tcp.ResumeReading>();
        return write;
    }

    private void ExpectEnd(IActorRef handler, Tcp.ConnectionClosed closed, ConnectionEnd end)
    {
        Watch(handler);
        handler.Tell(closed, _connection);
        ExpectTerminated(handler);
        Assert.Equal(end, _server.ExpectMsg<EchoConnection.Ended>().End);
    }
}
