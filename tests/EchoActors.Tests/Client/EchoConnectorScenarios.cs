using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using EchoActors.Client;
using EchoActors.Filters;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Tests.Client;

/// <summary>The way to an address, with a probe in place of the <c>Tcp</c> manager and the test as the parent.</summary>
public sealed class EchoConnectorScenarios : TestKit
{
    private static readonly IPEndPoint Server = new(IPAddress.Loopback, 3000);

    private static readonly EchoClientOptions Options = new() { ConnectTimeout = TimeSpan.FromSeconds(3) };

    private readonly TestProbe _tcp;
    private readonly TestProbe _connection;
    private readonly ManualClock _clock = new();

    public EchoConnectorScenarios()
        : base(VirtualTime.Config)
    {
        _tcp = CreateTestProbe("tcp");
        _connection = CreateTestProbe("connection");
    }

    [Fact]
    public void The_address_that_answers_is_told_with_its_connection()
    {
        var connector = Start(Server);
        _clock.Advance(TimeSpan.FromMilliseconds(5));

        connector.Tell(new Tcp.Connected(Server, Server), _connection);

        var found = ExpectMsg<EchoConnector.Found>();
        Assert.Equal((_connection.Ref, TimeSpan.Zero, TimeSpan.FromMilliseconds(5)), (found.Connection, found.ResolveTime, found.ConnectTime));
    }

    [Fact]
    public void A_handshake_is_timed_from_when_TCP_had_connected_however_late_the_connector_hears_of_it()
    {
        var connector = Start(Server, Endpoint.Tls(HostPort.From(Server)));
        _clock.Advance(TimeSpan.FromMilliseconds(12));

        connector.Tell(new EstablishedCheck.Established(Server, At: TimeSpan.FromMilliseconds(5).Ticks));
        connector.Tell(new Tcp.Connected(Server, Server), _connection);

        var found = ExpectMsg<EchoConnector.Found>();
        Assert.Equal((TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(7)), (found.ConnectTime, found.HandshakeTime!.Value));
    }

    [Fact]
    public void An_answer_that_comes_when_another_was_taken_is_aborted()
    {
        var connector = Start(Server);
        var late = CreateTestProbe();
        connector.Tell(new Tcp.Connected(Server, Server), _connection);
        ExpectMsg<EchoConnector.Found>();

        connector.Tell(new Tcp.Connected(Server, Server), late);

        late.ExpectMsg<Tcp.Abort>();
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void An_address_that_does_not_answer_fails_at_the_connect_timeout()
    {
        Start(Server);

        AdvanceBoth(Options.ConnectTimeout);

        var failed = ExpectMsg<EchoConnector.Failed>();
        Assert.Equal((EchoEnd.ConnectTimedOut, "no answer from 127.0.0.1:3000 in 3 s."), (failed.End, failed.Message));
    }

    [Fact]
    public void A_name_that_is_not_resolved_fails_at_the_connect_timeout()
    {
        var never = new TaskCompletionSource<IPAddress[]>();
        ChildActorOf(EchoConnector.Props(new HostPort("slow.example", 3000), Options, _tcp, _clock, (_, _, _) => never.Task));

        AdvanceBoth(Options.ConnectTimeout);

        var failed = ExpectMsg<EchoConnector.Failed>();
        Assert.Equal(
            (EchoEnd.UnknownHost, "slow.example could not be resolved: no name server answered in 3 s."), (failed.End, failed.Message));
    }

    [Fact]
    public void The_next_address_of_a_name_is_tried_beside_a_silent_one_after_250_ms()
    {
        var connector = StartName("::1", "127.0.0.1");
        ExpectConnectTo("::1");
        this.Advance(AddressRace.Delay - TimeSpan.FromMilliseconds(1));
        _tcp.ExpectNoMsg(TimeSpan.Zero);

        this.Advance(TimeSpan.FromMilliseconds(1));
        ExpectConnectTo("127.0.0.1");
        connector.Tell(new Tcp.Connected(Server, Server), _connection);

        Assert.Empty(ExpectMsg<EchoConnector.Found>().Tried);
    }

    [Fact]
    public void The_next_address_is_tried_at_once_when_one_fails_and_what_that_one_said_is_told()
    {
        var connector = StartName("::1", "127.0.0.1");
        ExpectConnectTo("::1");

        connector.Tell(Refused("::1"));
        ExpectConnectTo("127.0.0.1");
        connector.Tell(new Tcp.Connected(Server, Server), _connection);

        Assert.Equal(["[::1]:3000 refused"], ExpectMsg<EchoConnector.Found>().Tried);
    }

    [Fact]
    public void A_name_whose_addresses_all_fail_is_told_with_what_each_said()
    {
        var connector = StartName("::1", "127.0.0.1");
        ExpectConnectTo("::1");
        this.Advance(AddressRace.Delay);
        ExpectConnectTo("127.0.0.1");

        connector.Tell(Refused("127.0.0.1"));
        ExpectNoMsg(TimeSpan.Zero);
        AdvanceBoth(Options.ConnectTimeout);

        Assert.Equal(
            "no answer from echo.example:3000 in 3 s (tried: [::1]:3000 did not answer, 127.0.0.1:3000 refused).",
            ExpectMsg<EchoConnector.Failed>().Message);
    }

    [Fact]
    public void The_families_of_a_name_take_turns_in_the_resolvers_order()
    {
        StartName("::1", "::2", "::3", "127.0.0.1");

        foreach (var address in new[] { "::1", "127.0.0.1", "::2", "::3" })
        {
            ExpectConnectTo(address);
            this.Advance(AddressRace.Delay);
        }
    }

    [Fact]
    public void A_failed_connect_is_told_with_the_cause_that_the_kernel_gives()
    {
        using var notListening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        notListening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var connector = Start((IPEndPoint)notListening.LocalEndPoint!);

        connector.Tell(new Tcp.CommandFailed(new Tcp.Connect(notListening.LocalEndPoint!)));

        Assert.Equal(EchoEnd.Refused, ExpectMsg<EchoConnector.Failed>(Deadline.Limit).End);
    }

    [Fact]
    public void A_transport_that_gives_the_kernels_reason_is_not_asked_again()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var connector = Start((IPEndPoint)listening.LocalEndPoint!);

        connector.Tell(new Tcp.CommandFailed(
            new Tcp.Connect(listening.LocalEndPoint!), new SocketException((int)SocketError.HostUnreachable)));

        Assert.Equal(EchoEnd.Unreachable, ExpectMsg<EchoConnector.Failed>(TimeSpan.Zero).End);
        Assert.False(listening.Poll(TimeSpan.Zero, SelectMode.SelectRead));
    }

    [Fact]
    public void After_a_stop_of_the_process_a_connection_that_was_established_meanwhile_is_used()
    {
        var connector = Start(Server);

        _clock.Advance(TimeSpan.FromHours(1)); // SIGSTOP, a suspended machine: no timer fires meanwhile
        this.Advance(Options.ConnectTimeout);
        ExpectNoMsg(TimeSpan.Zero);
        connector.Tell(new Tcp.Connected(Server, Server), _connection);

        Assert.Equal(_connection.Ref, ExpectMsg<EchoConnector.Found>().Connection);
    }

    [Fact]
    public void After_a_stop_of_the_process_silence_lasts_a_quarter_longer()
    {
        Start(Server);

        _clock.Advance(TimeSpan.FromHours(1));
        this.Advance(Options.ConnectTimeout);
        ExpectNoMsg(TimeSpan.Zero);
        AdvanceBoth(Options.ConnectTimeout / 4);

        Assert.Equal("no answer from 127.0.0.1:3000 in 3 s.", ExpectMsg<EchoConnector.Failed>().Message);
    }

    [Fact]
    public void After_a_stop_of_the_process_a_name_that_was_resolved_meanwhile_is_used()
    {
        var answer = new TaskCompletionSource<IPAddress[]>();
        ChildActorOf(EchoConnector.Props(new HostPort("slow.example", 3000), Options, _tcp, _clock, (_, _, _) => answer.Task));

        _clock.Advance(TimeSpan.FromHours(1));
        this.Advance(Options.ConnectTimeout);
        ExpectNoMsg(TimeSpan.Zero);
        answer.SetResult([Server.Address]);

        Assert.Equal(Server, _tcp.ExpectMsg<Tcp.Connect>(Deadline.Limit).RemoteAddress);
    }

    [Fact]
    public void The_timeout_of_the_transport_is_later_than_that_of_the_connector_and_ends_a_connect_that_was_abandoned()
    {
        ChildActorOf(EchoConnector.Props(HostPort.From(Server), Options, _tcp, _clock));

        Assert.Equal(2 * Options.ConnectTimeout, _tcp.ExpectMsg<Tcp.Connect>().Timeout);
    }

    [Theory]
    [InlineData(RefusalReason.FilterFailed, EchoEnd.Unreachable)]
    [InlineData(RefusalReason.HandshakeTimeout, EchoEnd.ConnectTimedOut)]
    [InlineData(RefusalReason.PeerLeft, EchoEnd.Reset)]
    public void A_header_that_can_not_be_sent_is_no_failure_of_TLS(RefusalReason reason, EchoEnd end)
    {
        var connector = Start(Server);

        connector.Tell(new Tcp.CommandFailed(new Tcp.Connect(Server), new FilterException(reason, "a filter said so.")));

        var failed = ExpectMsg<EchoConnector.Failed>();
        Assert.Equal((end, "127.0.0.1:3000: a filter said so."), (failed.End, failed.Message));
    }

    [Fact]
    public void What_fails_late_of_another_address_does_not_count()
    {
        var connector = Start(Server);

        connector.Tell(new Tcp.CommandFailed(new Tcp.Connect(new IPEndPoint(IPAddress.Loopback, 2999))));
        ExpectNoMsg(TimeSpan.Zero);

        connector.Tell(new Tcp.Connected(Server, Server), _connection);
        ExpectMsg<EchoConnector.Found>();
    }

    private static Tcp.CommandFailed Refused(string address) =>
        new(new Tcp.Connect(At(address)), new SocketException((int)SocketError.ConnectionRefused));

    private static IPEndPoint At(string address) => new(IPAddress.Parse(address), 3000);

    private void AdvanceBoth(TimeSpan by)
    {
        _clock.Advance(by);
        this.Advance(by);
    }

    private void ExpectConnectTo(string address) => Assert.Equal(At(address), _tcp.ExpectMsg<Tcp.Connect>(Deadline.Limit).RemoteAddress);

    private IActorRef StartName(params string[] addresses) => ChildActorOf(EchoConnector.Props(
        new HostPort("echo.example", 3000), Options, _tcp, _clock, (_, _, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray())));

    private IActorRef Start(IPEndPoint target, Endpoint? endpoint = null)
    {
        var connector = ChildActorOf(EchoConnector.Props(endpoint ?? HostPort.From(target), Options, _tcp, _clock));
        Assert.Equal(target, _tcp.ExpectMsg<Tcp.Connect>().RemoteAddress);
        return connector;
    }
}
