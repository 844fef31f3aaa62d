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

/// <summary>The server and its listeners, with a probe in place of the <c>Tcp</c> manager and of each connection.</summary>
public sealed class EchoServerScenarios : TestKit
{
    private static readonly EchoServerOptions Options = new()
    {
        Listen = [new HostPort("127.0.0.1", 0)],
        DrainTimeout = TimeSpan.FromSeconds(10),
        RebindMinBackoff = TimeSpan.FromMilliseconds(200),
        RebindMaxBackoff = TimeSpan.FromSeconds(1),
    };

    private readonly TestProbe _tcp;
    private readonly EchoServerStatistics _statistics = new("test");

    public EchoServerScenarios()
        : base(VirtualTime.Config)
    {
        _tcp = CreateTestProbe("tcp");
    }

    [Fact]
    public void It_binds_in_pull_mode_with_itself_as_the_handler_of_new_connections()
    {
        var server = Sys.ActorOf(EchoServer.Props(Options, tcp: _tcp));

        var bind = _tcp.ExpectMsg<Tcp.Bind>();

        Assert.Equal(server, bind.Handler);
        Assert.True(bind.PullMode);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), bind.LocalAddress);
        Assert.Equal(Options.Backlog, bind.Backlog);
        Assert.Equal(Options.FrameSize, bind.TcpSettings!.MaxFrameSizeBytes);
    }

    [Fact]
    public void Without_memory_it_is_not_started_again_whatever_its_supervisor_says()
    {
        var clock = new WithoutMemory();
        var server = Sys.ActorOf(EchoServer.Props(Options, tcp: _tcp, time: clock)); // the user guardian restarts what fails
        Watch(server);
        _tcp.ExpectMsg<Tcp.Bind>();
        _tcp.Reply(new Tcp.Bound(new IPEndPoint(IPAddress.Loopback, 4001)));

        clock.HasMemory = false;
        EventFilter.Exception<OutOfMemoryException>().Expect(1, () =>
            server.Tell(new Tcp.Connected(new IPEndPoint(IPAddress.Loopback, 5001), new IPEndPoint(IPAddress.Loopback, 4001)), CreateTestProbe()));

        ExpectTerminated(server);
        _tcp.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Who_asks_is_told_the_bound_addresses_when_the_last_is_bound()
    {
        var options = Options with { Listen = [new HostPort("127.0.0.1", 0), new HostPort("::1", 0)] };
        var server = Sys.ActorOf(EchoServer.Props(options, tcp: _tcp));
        server.Tell(EchoServer.GetBound.Instance, TestActor);

        _tcp.ExpectMsg<Tcp.Bind>();
        _tcp.Reply(new Tcp.Bound(new IPEndPoint(IPAddress.Loopback, 4001)));
        ExpectNoMsg(TimeSpan.Zero);
        _tcp.ExpectMsg<Tcp.Bind>();
        _tcp.Reply(new Tcp.Bound(new IPEndPoint(IPAddress.IPv6Loopback, 4002)));

        var bound = ExpectMsg<EchoServer.Bound>();
        Assert.Equal(["127.0.0.1:4001", "[::1]:4002"], bound.Addresses.Select(address => address.ToString()).Order());
    }

    [Fact]
    public void A_bind_that_fails_at_the_start_is_told_in_one_sentence_however_late_one_asks()
    {
        var server = Sys.ActorOf(EchoServer.Props(Options, tcp: _tcp));
        var bind = _tcp.ExpectMsg<Tcp.Bind>();
        EventFilter.Error(contains: "already in use").ExpectOne(() => _tcp.Reply(Failure(bind, SocketError.AddressAlreadyInUse)));

        server.Tell(EchoServer.GetBound.Instance, TestActor);

        var failed = ExpectMsg<EchoServer.BindFailed>();
        Assert.Equal(
            "can't listen on 127.0.0.1:0: the address is already in use; stop what listens there or choose another port.",
            failed.Message);
        Assert.Equal(EchoServer.Phase.Failed, Status(server).Phase);
    }

    [Fact]
    public void A_server_that_could_not_bind_has_nothing_to_drain()
    {
        var server = Sys.ActorOf(EchoServer.Props(Options, tcp: _tcp));
        var bind = _tcp.ExpectMsg<Tcp.Bind>();
        EventFilter.Error(contains: "already in use").ExpectOne(() => _tcp.Reply(Failure(bind, SocketError.AddressAlreadyInUse)));

        server.Tell(EchoServer.Drain.Instance, TestActor);

        ExpectMsg<EchoServer.Drained>();
    }

    [Theory]
    [InlineData(SocketError.AddressNotAvailable, "is not an address of this machine")]
    [InlineData(SocketError.AccessDenied, "does not permit it")]
    public void Each_bind_failure_has_its_own_sentence(SocketError error, string words)
    {
        Sys.ActorOf(EchoServer.Props(Options, tcp: _tcp));
        var bind = _tcp.ExpectMsg<Tcp.Bind>();

        EventFilter.Error(contains: words).ExpectOne(() => _tcp.Reply(Failure(bind, error)));
    }

    [Fact]
    public void A_new_client_gets_an_actor_of_its_own()
    {
        var server = Bound();

        var (connection, handler) = Connect(server);

        Assert.Equal(server, ((IInternalActorRef)handler).Parent);
        Assert.Equal((1, 1L), (_statistics.Open, _statistics.Accepted));
        connection.ExpectMsg<Tcp.ResumeReading>();
    }

    [Fact]
    public void Over_the_limit_a_client_is_aborted_and_counted_and_the_others_do_not_notice()
    {
        var server = Bound(Options with { MaxConnections = 1 });
        var (first, _) = Connect(server);
        first.ExpectMsg<Tcp.ResumeReading>();

        var second = CreateTestProbe();
        server.Tell(Connected("127.0.0.1"), second);

        second.ExpectMsg<Tcp.Abort>();
        first.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(1, _statistics.Refused(RefusalReason.ConnectionLimit));
    }

    [Fact]
    public void A_place_is_free_again_when_a_client_leaves()
    {
        var server = Bound(Options with { MaxConnections = 1 });
        var (_, handler) = Connect(server);
        Leave(handler);

        var (_, next) = Connect(server);

        Assert.NotEqual(handler, next);
    }

    [Fact]
    public void The_limit_for_one_address_counts_that_address_alone()
    {
        var server = Bound(Options with { MaxConnectionsPerAddress = 1 });
        var (_, handler) = Connect(server, "10.0.0.1");
        Connect(server, "10.0.0.2");

        var refused = CreateTestProbe();
        server.Tell(Connected("::ffff:10.0.0.1"), refused);
        refused.ExpectMsg<Tcp.Abort>();
        Assert.Equal(1, _statistics.Refused(RefusalReason.AddressLimit));

        Leave(handler);
        Connect(server, "10.0.0.1");
    }

    [Fact]
    public void A_drain_turns_new_clients_away_and_unbinds_only_when_the_last_client_is_gone()
    {
        var server = Bound(out var listener);
        var (connection, handler) = Connect(server);
        connection.ExpectMsg<Tcp.ResumeReading>();

        server.Tell(EchoServer.Drain.Instance, TestActor);
        this.Advance(Options.DrainQuietPeriod);
        connection.ExpectMsg<Tcp.ConfirmedClose>();
        var late = CreateTestProbe();
        server.Tell(Connected("127.0.0.1"), late);
        late.ExpectMsg<Tcp.Abort>();
        listener.ExpectNoMsg(TimeSpan.Zero);

        handler.Tell(Tcp.ConfirmedClosed.Instance);
        listener.ExpectMsg<Tcp.Unbind>();
        listener.Reply(Tcp.Unbound.Instance);
        ExpectNoMsg(TimeSpan.Zero);
        Sys.Stop(listener);
        Assert.Equal(new EchoServer.Drained(Completed: 1, Aborted: 0), ExpectMsg<EchoServer.Drained>());
        Assert.Equal(1, _statistics.Refused(RefusalReason.Draining));
        Assert.Equal(EchoServer.Phase.Drained, Status(server).Phase);
    }

    [Fact]
    public void At_the_drain_deadline_what_is_left_is_aborted_and_counted()
    {
        var server = Bound(out var listener);
        var (connection, handler) = Connect(server);
        server.Tell(EchoServer.Drain.Instance, TestActor);

        this.Advance(Options.DrainTimeout);

        connection.FishForMessage(message => message is Tcp.Abort);
        handler.Tell(Tcp.Aborted.Instance);
        ConfirmUnbind(listener);
        Assert.Equal(new EchoServer.Drained(Completed: 0, Aborted: 1), ExpectMsg<EchoServer.Drained>());
    }

    [Fact]
    public void A_drain_with_no_client_is_over_at_once_and_may_be_asked_for_again()
    {
        var server = Bound(out var listener);

        server.Tell(EchoServer.Drain.Instance, TestActor);
        ConfirmUnbind(listener);
        ExpectMsg<EchoServer.Drained>();

        server.Tell(EchoServer.Drain.Instance, TestActor);
        ExpectMsg<EchoServer.Drained>();
    }

    [Fact]
    public void A_listener_that_dies_is_bound_again_with_back_off_on_the_same_port()
    {
        var server = Bound(out var listener);
        EventFilter.Error(contains: "died").ExpectOne(() => Sys.Stop(listener));
        AwaitAssert(() => Assert.Empty(Status(server).Addresses));

        this.Advance(Options.RebindMinBackoff);
        var bind = _tcp.ExpectMsg<Tcp.Bind>();
        Assert.Equal(4001, ((IPEndPoint)bind.LocalAddress).Port);

        EventFilter.Warning(contains: "already in use").ExpectOne(() => _tcp.Reply(Failure(bind, SocketError.AddressAlreadyInUse)));
        this.Advance(Options.RebindMinBackoff);
        _tcp.ExpectNoMsg(TimeSpan.Zero);
        this.Advance(Options.RebindMinBackoff);
        _tcp.ExpectMsg<Tcp.Bind>();
        _tcp.Reply(new Tcp.Bound(new IPEndPoint(IPAddress.Loopback, 4001)));
        AwaitAssert(() => Assert.Single(Status(server).Addresses));
    }

    [Fact]
    public void A_connection_actor_that_fails_is_stopped_and_the_server_goes_on()
    {
        var server = Bound();
        var (connection, handler) = Connect(server);
        Watch(handler);

        EventFilter.Exception<NullReferenceException>().ExpectOne(() => handler.Tell(new Tcp.Received(null!)));

        ExpectTerminated(handler);
        connection.FishForMessage(message => message is Tcp.Abort);
        AwaitAssert(() => Assert.Equal(1, _statistics.Ended(ConnectionEnd.Failed)));
        Connect(server);
    }

    [Fact]
    public void The_end_of_a_connection_is_logged_in_one_line()
    {
        var server = Bound();
        var (_, handler) = Connect(server);

        EventFilter.Info(contains: "ended: PeerReset, 0 bytes in, 0 bytes out")
            .ExpectOne(() => handler.Tell(new Tcp.ErrorClosed("reset")));
    }

    private static Tcp.Connected Connected(string address) =>
        new(new IPEndPoint(IPAddress.Parse(address), 5555), new IPEndPoint(IPAddress.Loopback, 4001));

    private static Tcp.CommandFailed Failure(Tcp.Bind bind, SocketError error) =>
        new(bind, new SocketException((int)error));

    private IActorRef Bound(EchoServerOptions? options = null) => Bound(out _, options);

    private IActorRef Bound(out TestProbe listener, EchoServerOptions? options = null)
    {
        var server = Sys.ActorOf(EchoServer.Props(options ?? Options, _statistics, _tcp, this.Clock()));
        _tcp.ExpectMsg<Tcp.Bind>();
        listener = CreateTestProbe("listener");
        _tcp.LastSender.Tell(new Tcp.Bound(new IPEndPoint(IPAddress.Loopback, 4001)), listener);
        AwaitAssert(() => Assert.Equal(EchoServer.Phase.Serving, Status(server).Phase));
        return server;
    }

    private (TestProbe Connection, IActorRef Handler) Connect(IActorRef server, string address = "127.0.0.1")
    {
        var connection = CreateTestProbe();
        server.Tell(Connected(address), connection);
        return (connection, connection.ExpectMsg<Tcp.Register>().Handler);
    }

    private void ConfirmUnbind(TestProbe listener)
    {
        listener.ExpectMsg<Tcp.Unbind>();
        listener.Reply(Tcp.Unbound.Instance);
        Sys.Stop(listener);
    }

    private void Leave(IActorRef handler)
    {
        var before = _statistics.Open;
        handler.Tell(new Tcp.ErrorClosed("reset"));
        AwaitAssert(() => Assert.Equal(before - 1, _statistics.Open));
    }

    private EchoServer.Status Status(IActorRef server)
    {
        var asking = CreateTestProbe();
        server.Tell(EchoServer.GetStatus.Instance, asking);
        return asking.ExpectMsg<EchoServer.Status>();
    }

    private sealed class WithoutMemory : TimeProvider
    {
        public bool HasMemory { get; set; } = true;

        public override DateTimeOffset GetUtcNow() => HasMemory ? base.GetUtcNow() : throw new OutOfMemoryException();
    }
}
