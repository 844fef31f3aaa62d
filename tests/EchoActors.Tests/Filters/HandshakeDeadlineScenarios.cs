using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using EchoActors.Filters;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Tests.Filters;

/// <summary>The time that filters have to become ready, in virtual time: the filter here never becomes it.</summary>
public sealed class HandshakeDeadlineScenarios : TestKit
{
    private static readonly HandshakeLimits Limits = new(TimeSpan.FromSeconds(8), MaxUnderWay: 2);
    private static readonly Tcp.Connected Ends = new(new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));

    private readonly ManualClock _clock = new();
    private readonly TestProbe _tcp;
    private readonly TestProbe _connection;
    private readonly IActorRef _manager;

    public HandshakeDeadlineScenarios()
        : base(VirtualTime.Config)
    {
        _tcp = CreateTestProbe("tcp");
        _connection = CreateTestProbe("connection");
        // One of Sys.ActorOf begins on a thread of its own, and would start its timer late.
        _manager = ActorOfAsTestActorRef<FilteredTcp>(FilteredTcp.Props(_tcp, [place => new NeverReady(place)], Limits, _clock));
    }

    [Fact]
    public void A_client_that_is_not_ready_in_time_is_refused()
    {
        Accept();

        AdvanceBoth(Limits.Timeout);

        Assert.Equal(RefusalReason.HandshakeTimeout, ExpectMsg<FilteredListener.Refused>().Reason);
    }

    [Fact]
    public void A_server_that_was_stopped_does_not_blame_the_clients_that_are_in_their_handshake()
    {
        Accept();

        _clock.Advance(TimeSpan.FromHours(1)); // SIGSTOP, a suspended machine: no timer fires meanwhile
        this.Advance(Limits.Timeout / 8);
        ExpectNoMsg(TimeSpan.Zero);
        AdvanceBoth(Limits.Timeout);

        Assert.Equal(RefusalReason.HandshakeTimeout, ExpectMsg<FilteredListener.Refused>().Reason);
    }

    [Fact]
    public void A_client_that_was_stopped_looks_once_more_before_the_handshake_is_too_slow()
    {
        _manager.Tell(new Tcp.Connect(Ends.RemoteAddress), TestActor);
        _tcp.ExpectMsg<Tcp.Connect>();
        _connection.Send(_tcp.LastSender, Ends);

        _clock.Advance(TimeSpan.FromHours(1));
        this.Advance(Limits.Timeout);
        ExpectNoMsg(TimeSpan.Zero);
        AdvanceBoth(Limits.Timeout / 4);

        Assert.Equal(RefusalReason.HandshakeTimeout, Assert.IsType<FilterException>(ExpectMsg<Tcp.CommandFailed>().Cause.Value).Reason);
    }

    [Fact]
    public void A_client_that_refuses_leaves_the_server_a_second_to_read_why()
    {
        var manager = ActorOfAsTestActorRef<FilteredTcp>(FilteredTcp.Props(_tcp, [place => new Refusing(place)], Limits, _clock));
        manager.Tell(new Tcp.Connect(Ends.RemoteAddress), TestActor);
        _tcp.ExpectMsg<Tcp.Connect>();

        _connection.Send(_tcp.LastSender, Ends);

        ExpectMsg<Tcp.CommandFailed>();
        _connection.ExpectMsg<Tcp.Register>();
        _connection.ExpectMsg<Tcp.ConfirmedClose>();
        _connection.ExpectMsg<Tcp.ResumeReading>();
        _connection.ExpectNoMsg(TimeSpan.Zero);
        this.Advance(TimeSpan.FromSeconds(1));
        _connection.ExpectMsg<Tcp.Abort>(Deadline.Limit);
    }

    private void Accept()
    {
        _manager.Tell(new Tcp.Bind(TestActor, new IPEndPoint(IPAddress.Loopback, 0), pullMode: true), TestActor);
        _tcp.ExpectMsg<Tcp.Bind>();
        _connection.Send(_tcp.LastSender, Ends);
    }

    // As for a process that runs: a timer fires eight times in each timeout.
    private void AdvanceBoth(TimeSpan by)
    {
        for (var step = TimeSpan.Zero; step < by; step += Limits.Timeout / 8)
        {
            _clock.Advance(Limits.Timeout / 8);
            this.Advance(Limits.Timeout / 8);
        }
    }

    private sealed class NeverReady(FilterPlace place) : TcpFilter(place)
    {
        protected override void Prepare()
        {
            // It waits for ever.
        }
    }

    private sealed class Refusing(FilterPlace place) : TcpFilter(place)
    {
        protected override void Prepare() => Refuse(RefusalReason.BadCertificate, "it is not accepted.", flush: true);
    }
}
