using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using EchoActors.Client;
using EchoActors.Mesh.Paths;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Mesh.Tests.Paths;

/// <summary>
/// One path with a test in place of its echo client, and time that the test moves. Actors run on the thread that tells them
/// something, so that a timer is started before the test moves time.
/// </summary>
public sealed class PathProbeTests : TestKit
{
    private static readonly MeshOptions Options = new() { Size = 8 };

    private readonly TestProbe _clients;
    private readonly IActorRef _probe;

    public PathProbeTests()
        : base(VirtualTime.Config)
    {
        _clients = CreateTestProbe();
        var parent = CreateTestProbe();
        _probe = parent.ChildActorOf(PathProbe.Props(
            "a", "b", "b", Options, Options.Interval, owner => Props.Create(() => new StandIn(owner, _clients.Ref)), TimeProvider.System));
        parent.SetAutoPilot(new DelegateAutoPilot((_, message) =>
        {
            TestActor.Tell(message);
            return AutoPilot.KeepRunning;
        }));
        _probe.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
        Scheduler.Advance(Options.Interval);
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void It_connects_when_its_first_probe_is_due_and_one_answer_makes_the_path_up()
    {
        var client = Connected();
        Echo(client);
        var path = ExpectMsg<PathProbe.Measured>().Path;
        Assert.Equal((PathState.Up, 1, 0), (path.State, path.Probes, path.Lost));
        Assert.Equal(TimeSpan.FromMilliseconds(3), path.ConnectTime);
        Assert.NotNull(path.P50);
    }

    [Fact]
    public void The_first_exchange_of_a_connection_is_not_measured_and_another_follows_at_once()
    {
        var client = Connecting();
        Echo(client);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Echo(client);
        Assert.Equal(1, ExpectMsg<PathProbe.Measured>().Path.Probes);
    }

    [Fact]
    public void A_connection_whose_first_exchange_fails_is_a_lost_probe()
    {
        var client = Connecting();
        _clients.ExpectMsg<EchoClient.Send>();
        client.Tell(Ended(EchoEnd.AnswerTimedOut));
        Assert.Equal((PathState.Unknown, 1), Of(ExpectMsg<PathProbe.Measured>()));
    }

    [Fact]
    public void It_keeps_its_connection_and_probes_again_at_each_interval()
    {
        var client = Connected();
        for (var i = 1; i <= 3; i++)
        {
            Echo(client);
            Assert.Equal(i, ExpectMsg<PathProbe.Measured>().Path.Probes);
            Scheduler.Advance(Options.Interval);
        }
    }

    [Fact]
    public void An_echo_may_come_in_pieces()
    {
        var client = Connected();
        var sent = _clients.ExpectMsg<EchoClient.Send>().Data;
        client.Tell(new EchoClient.Echoed(sent.Slice(0, 3), TimeProvider.System.GetTimestamp()));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        client.Tell(new EchoClient.Echoed(sent.Slice(3), TimeProvider.System.GetTimestamp()));
        ExpectMsg<PathProbe.Measured>();
    }

    [Fact]
    public void A_probe_without_an_answer_is_lost_and_the_next_follows_at_the_pace_of_the_timeout()
    {
        var client = Connected();
        Echo(client);
        ExpectMsg<PathProbe.Measured>();
        Scheduler.Advance(Options.Interval);
        _clients.ExpectMsg<EchoClient.Send>();
        client.Tell(Ended(EchoEnd.AnswerTimedOut));
        Assert.Equal((PathState.Up, 1), Of(ExpectMsg<PathProbe.Measured>()));

        Scheduler.Advance(Options.Timeout);
        var second = _clients.ExpectMsg<StandIn.Started>().Client;
        second.Tell(Ended(EchoEnd.ConnectTimedOut));
        Assert.Equal((PathState.Down, 2), Of(ExpectMsg<PathProbe.Measured>()));
    }

    [Fact]
    public void A_path_that_stays_down_is_tried_less_and_less_often()
    {
        var client = Connected();
        _clients.ExpectMsg<EchoClient.Send>();
        client.Tell(Ended(EchoEnd.AnswerTimedOut));
        ExpectMsg<PathProbe.Measured>();
        Scheduler.Advance(Options.Timeout);
        Refuse();
        Scheduler.Advance(Options.Interval);
        Refuse();
        Scheduler.Advance(Options.Interval);
        _clients.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Scheduler.Advance(Options.Interval);
        Refuse();
    }

    [Fact]
    public void A_stream_that_ended_while_nothing_was_owed_is_no_lost_probe()
    {
        var client = Connected();
        Echo(client);
        ExpectMsg<PathProbe.Measured>();
        client.Tell(Ended(EchoEnd.ClosedEarly));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Scheduler.Advance(Options.Interval);
        _clients.ExpectMsg<StandIn.Started>();
    }

    [Fact]
    public void Wrong_bytes_are_counted_as_such()
    {
        var client = Connected();
        _clients.ExpectMsg<EchoClient.Send>();
        client.Tell(Ended(EchoEnd.Mismatch));
        Assert.Equal(1, ExpectMsg<PathProbe.Measured>().Path.Mismatches);
    }

    [Fact]
    public void An_echo_client_that_fails_is_a_lost_probe()
    {
        var client = Connected();
        _clients.ExpectMsg<EchoClient.Send>();
        client.Tell(new StandIn.Fail());
        Assert.Equal("The echo client failed.", ExpectMsg<PathProbe.Measured>().Path.LastError);
    }

    [Fact]
    public void Told_to_finish_it_ends_the_stream_and_stops_when_that_has_ended()
    {
        var client = Connected();
        Watch(_probe);
        var sent = _clients.ExpectMsg<EchoClient.Send>().Data;
        _probe.Tell(PathProbe.Finish.Instance);
        _clients.ExpectMsg<EchoClient.FinishSending>();
        client.Tell(new EchoClient.Echoed(sent, TimeProvider.System.GetTimestamp()));
        client.Tell(Ended(EchoEnd.Identical));
        ExpectTerminated(_probe);
    }

    private void Refuse()
    {
        _clients.ExpectMsg<StandIn.Started>().Client.Tell(Ended(EchoEnd.ConnectTimedOut));
        ExpectMsg<PathProbe.Measured>();
    }

    private IActorRef Connected()
    {
        var client = Connecting();
        Echo(client);
        return client;
    }

    private IActorRef Connecting()
    {
        var client = _clients.ExpectMsg<StandIn.Started>().Client;
        var address = new HostPort("127.0.0.1", 1);
        client.Tell(new EchoClient.Connected(address, address, TimeSpan.Zero, TimeSpan.FromMilliseconds(3)));
        return client;
    }

    private void Echo(IActorRef client) =>
        client.Tell(new EchoClient.Echoed(_clients.ExpectMsg<EchoClient.Send>().Data, TimeProvider.System.GetTimestamp()));

    private static EchoClient.Ended Ended(EchoEnd end) => new(new EchoOutcome(end, end.ToString(), 8, 0, Connected: true));

    private static (PathState State, int Lost) Of(PathProbe.Measured measured) => (measured.Path.State, measured.Path.Lost);

    /// <summary>Tells its owner what the test says, and the test what its owner says.</summary>
    private sealed class StandIn(IActorRef owner, IActorRef test) : UntypedActor
    {
        public sealed record Started(IActorRef Client);

        public sealed record Fail;

        protected override void PreStart() => test.Tell(new Started(Self));

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Fail:
                    throw new InvalidOperationException("as the test asked");
                case EchoClient.Send or EchoClient.FinishSending:
                    test.Tell(message);
                    break;
                case EchoClient.Ended:
                    owner.Tell(message);
                    Context.Stop(Self);
                    break;
                default:
                    owner.Tell(message);
                    break;
            }
        }
    }
}
