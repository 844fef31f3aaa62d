using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using EchoActors.Client;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Tests.Client;

/// <summary>The client, with probes in place of the <c>Tcp</c> manager and of its connection.</summary>
public sealed class EchoClientScenarios : TestKit
{
    private static readonly IPEndPoint Server = new(IPAddress.Loopback, 3000);

    private static readonly EchoClientOptions Options = new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(3),
        AnswerTimeout = TimeSpan.FromSeconds(10),
    };

    private readonly TestProbe _tcp;
    private readonly TestProbe _connection;
    private readonly ManualClock _clock = new();

    public EchoClientScenarios()
        : base(VirtualTime.Config)
    {
        _tcp = CreateTestProbe("tcp");
        _connection = CreateTestProbe("connection");
    }

    [Fact]
    public void It_connects_registers_for_half_close_and_tells_its_owner()
    {
        var client = Start();
        _clock.Advance(TimeSpan.FromMilliseconds(5));

        Answer(new IPEndPoint(IPAddress.Loopback, 5555));

        var register = _connection.ExpectMsg<Tcp.Register>();
        Assert.True(register.KeepOpenOnPeerClosed);
        var connected = ExpectMsg<EchoClient.Connected>();
        Assert.Equal(TimeSpan.FromMilliseconds(5), connected.ConnectTime);
        Assert.Equal("127.0.0.1:5555", connected.Local.ToString());
    }

    [Fact]
    public void What_comes_back_right_is_told_and_a_finished_exchange_is_identical()
    {
        var client = Connected();
        client.Tell(Send("helloworld", confirm: true));
        var write = _connection.ExpectMsg<Tcp.Write>();
        client.Tell(write.Ack, _connection);
        Assert.Equal("helloworld", ExpectMsg<EchoClient.Sent>().Data.ToString());

        client.Tell(EchoClient.FinishSending.Instance);
        _connection.ExpectMsg<Tcp.ConfirmedClose>();
        Receive(client, "hello");
        Receive(client, "world");
        Assert.Equal("hello", ExpectMsg<EchoClient.Echoed>().Data.ToString());
        Assert.Equal("world", ExpectMsg<EchoClient.Echoed>().Data.ToString());
        client.Tell(Tcp.ConfirmedClosed.Instance, _connection);

        var outcome = ExpectMsg<EchoClient.Ended>().Outcome;
        Assert.Equal((EchoEnd.Identical, 10L, 10L), (outcome.End, outcome.BytesSent, outcome.BytesEchoed));
    }

    [Fact]
    public void A_byte_that_differs_is_named_and_the_right_ones_before_it_are_told()
    {
        var client = Connected();
        client.Tell(Send("ABC"));

        Receive(client, "AXC");

        Assert.Equal("A", ExpectMsg<EchoClient.Echoed>().Data.ToString());
        var outcome = ExpectMsg<EchoClient.Ended>().Outcome;
        Assert.Equal((EchoEnd.Mismatch, 1L), (outcome.End, outcome.BytesEchoed));
        Assert.Equal("127.0.0.1:3000: byte 1 differs: sent 0x42, got 0x58.", outcome.Message);
        _connection.FishForMessage(message => message is Tcp.Abort);
    }

    [Fact]
    public void A_server_that_says_more_than_it_was_told_is_found_out()
    {
        var client = Connected();

        Receive(client, "220 ready");

        Assert.Equal(EchoEnd.Surplus, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void A_stream_that_ends_before_all_is_back_is_closed_early()
    {
        var client = Connected();
        client.Tell(Send("helloworld"));
        Receive(client, "hello");
        ExpectMsg<EchoClient.Echoed>();

        client.Tell(Tcp.PeerClosed.Instance, _connection);

        var outcome = ExpectMsg<EchoClient.Ended>().Outcome;
        Assert.Equal(EchoEnd.ClosedEarly, outcome.End);
        Assert.Equal("127.0.0.1:3000 closed after 5 of 10 bytes.", outcome.Message);
    }

    [Fact]
    public void A_stream_that_ends_early_after_ours_has_ended_is_closed_early_too()
    {
        var client = Connected();
        client.Tell(Send("helloworld"));
        client.Tell(EchoClient.FinishSending.Instance);

        client.Tell(Tcp.ConfirmedClosed.Instance, _connection);

        Assert.Equal(EchoEnd.ClosedEarly, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void A_reset_is_told_as_a_reset()
    {
        var client = Connected();

        client.Tell(new Tcp.ErrorClosed("Connection reset by peer"), _connection);

        Assert.Equal(EchoEnd.Reset, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void Silence_while_an_answer_is_owed_ends_at_the_answer_timeout()
    {
        var client = Connected();
        client.Tell(Send("anyone?"));

        AdvanceBoth(Options.AnswerTimeout!.Value);

        var outcome = ExpectMsg<EchoClient.Ended>().Outcome;
        Assert.Equal(EchoEnd.AnswerTimedOut, outcome.End);
        Assert.Equal("no answer from 127.0.0.1:3000 in 10 s.", outcome.Message);
        _connection.FishForMessage(message => message is Tcp.Abort);
    }

    [Fact]
    public void Each_byte_that_comes_back_starts_the_answer_timeout_anew()
    {
        var client = Connected();
        client.Tell(Send("ab"));
        AdvanceBoth(TimeSpan.FromSeconds(6));
        Receive(client, "a");
        ExpectMsg<EchoClient.Echoed>();

        AdvanceBoth(TimeSpan.FromSeconds(9));
        ExpectNoMsg(TimeSpan.Zero);
        AdvanceBoth(TimeSpan.FromSeconds(1));

        Assert.Equal(
            "no further answer from 127.0.0.1:3000 in 10 s, after 1 of 2 bytes.",
            ExpectMsg<EchoClient.Ended>().Outcome.Message);
    }

    [Fact]
    public void Silence_while_nothing_is_owed_is_no_fault()
    {
        var client = Connected();
        client.Tell(Send("a"));
        Receive(client, "a");
        ExpectMsg<EchoClient.Echoed>();

        AdvanceBoth(TimeSpan.FromHours(1));

        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_answer_timeout_of_a_message_counts_from_its_sending_and_not_from_the_echo_before_it()
    {
        var client = Connected();
        client.Tell(Send("first"));
        Receive(client, "first");
        ExpectMsg<EchoClient.Echoed>();
        AdvanceBoth(TimeSpan.FromSeconds(8));
        client.Tell(Send("second"));

        AdvanceBoth(TimeSpan.FromSeconds(2)); // ten seconds after the first echo
        AdvanceBoth(TimeSpan.FromSeconds(7.9));
        ExpectNoMsg(TimeSpan.Zero);
        AdvanceBoth(TimeSpan.FromSeconds(0.1));

        Assert.Equal(EchoEnd.AnswerTimedOut, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void After_a_stop_of_the_process_an_answer_that_lies_in_the_socket_is_still_an_answer()
    {
        var client = Connected();
        client.Tell(Send("ab"));

        _clock.Advance(TimeSpan.FromHours(1)); // SIGSTOP, a suspended machine: no timer fires meanwhile
        this.Advance(Options.AnswerTimeout!.Value);
        ExpectNoMsg(TimeSpan.Zero);
        Receive(client, "a");
        ExpectMsg<EchoClient.Echoed>();
        AdvanceBoth(Options.AnswerTimeout.Value / 4);
        ExpectNoMsg(TimeSpan.Zero);
        AdvanceBoth(Options.AnswerTimeout.Value * 3 / 4);

        Assert.Equal(EchoEnd.AnswerTimedOut, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void After_a_stop_of_the_process_the_deadline_of_the_exchange_looks_once_more()
    {
        var client = Start(Options with { Timeout = TimeSpan.FromSeconds(8), AnswerTimeout = null });
        Answer();
        ExpectMsg<EchoClient.Connected>();
        client.Tell(Send("a"));

        _clock.Advance(TimeSpan.FromHours(1));
        this.Advance(TimeSpan.FromSeconds(8));
        ExpectNoMsg(TimeSpan.Zero);
        Receive(client, "a");
        ExpectMsg<EchoClient.Echoed>();
        AdvanceBoth(TimeSpan.FromSeconds(2));

        Assert.Equal(EchoEnd.AnswerTimedOut, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void One_deadline_covers_the_whole_exchange()
    {
        var client = Start(Options with { Timeout = TimeSpan.FromSeconds(5), ConnectTimeout = TimeSpan.FromMinutes(1) });
        AdvanceBoth(TimeSpan.FromSeconds(4));
        Answer();
        ExpectMsg<EchoClient.Connected>();

        AdvanceBoth(TimeSpan.FromSeconds(1));

        Assert.Equal(EchoEnd.AnswerTimedOut, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void An_address_that_does_not_answer_ends_at_the_connect_timeout()
    {
        Start();

        AdvanceBoth(Options.ConnectTimeout);

        var outcome = ExpectMsg<EchoClient.Ended>().Outcome;
        Assert.Equal((EchoEnd.ConnectTimedOut, false), (outcome.End, outcome.Connected));
        Assert.Equal("no answer from 127.0.0.1:3000 in 3 s.", outcome.Message);
    }

    [Fact]
    public void What_is_sent_before_the_connection_stands_goes_out_when_it_does()
    {
        var client = Start();
        client.Tell(Send("early"));

        Answer();

        _connection.ExpectMsg<Tcp.Register>();
        Assert.Equal("early", _connection.ExpectMsg<Tcp.Write>().Data.ToString());
    }

    [Fact]
    public void A_client_that_is_closed_flushes_and_tells_that_it_was_given_up()
    {
        var client = Connected();
        client.Tell(EchoClient.Close.Instance);
        _connection.ExpectMsg<Tcp.Close>();

        client.Tell(Tcp.Closed.Instance, _connection);

        Assert.Equal(EchoEnd.Abandoned, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void A_close_that_does_not_end_is_aborted_at_its_deadline()
    {
        var client = Connected();
        client.Tell(EchoClient.Close.Instance);
        _connection.ExpectMsg<Tcp.Close>();

        AdvanceBoth(Options.AnswerTimeout!.Value);

        _connection.ExpectMsg<Tcp.Abort>();
        Assert.Equal(EchoEnd.Abandoned, ExpectMsg<EchoClient.Ended>().Outcome.End);
    }

    [Fact]
    public void When_its_owner_stops_the_connection_is_reset()
    {
        var owner = CreateTestProbe();
        var client = Start(owner: owner);
        Answer();
        _connection.ExpectMsg<Tcp.Register>();
        Watch(client);

        Sys.Stop(owner);

        ExpectTerminated(client);
        _connection.ExpectMsg<Tcp.Abort>();
    }

    [Fact]
    public void Nothing_can_not_be_sent() =>
        Assert.Throws<ArgumentException>(() => new EchoClient.Send(ByteString.Empty));

    private static EchoClient.Send Send(string text, bool confirm = false) => new(ByteString.FromString(text), confirm);

    private IActorRef Start(EchoClientOptions? options = null, IActorRef? owner = null)
    {
        var client = Sys.ActorOf(
            EchoClient.Props(HostPort.From(Server), options ?? Options, owner ?? TestActor, _tcp, _clock));
        Assert.Equal(Server, _tcp.ExpectMsg<Tcp.Connect>().RemoteAddress);
        return client;
    }

    /// <summary>The address answers the actor that asked for the connection.</summary>
    private void Answer(EndPoint? local = null) =>
        _tcp.LastSender.Tell(new Tcp.Connected(Server, local ?? Server), _connection);

    private IActorRef Connected()
    {
        var client = Start();
        Answer();
        _connection.ExpectMsg<Tcp.Register>();
        ExpectMsg<EchoClient.Connected>();
        return client;
    }

    private void Receive(IActorRef client, string text) =>
        client.Tell(new Tcp.Received(ByteString.FromString(text)), _connection);

    private void AdvanceBoth(TimeSpan by)
    {
        _clock.Advance(by);
        this.Advance(by);
    }
}
