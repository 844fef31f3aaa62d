using Akka.Actor;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Filters.Tls;

/// <summary>What the TLS filter does with an established stream.</summary>
public sealed class TlsFilterScenarios : TlsScenario
{
    [Property(MaxTest = 30)]
    public void What_the_peer_sends_arrives_in_order_however_it_is_cut_and_its_end_comes_last(bool isServer, NonEmptyArray<PositiveInt> cuts)
    {
        var chunks = 0;
        Begin(isServer);
        Pump(Next);
        OtherEnd.Write("one");
        OtherEnd.Write(new string('2', 2_000));
        OtherEnd.Shutdown();
        Register();

        var (text, end) = ReceiveAll(Next);

        Assert.Equal($"one{new string('2', 2_000)}", text);
        Assert.IsType<Tcp.PeerClosed>(end);
        int Next() => cuts.Get[chunks++ % cuts.Get.Length].Get;
    }

    [Fact]
    public void Payload_that_comes_with_the_end_of_the_handshake_waits_for_the_handler_to_ask()
    {
        Begin(isServer: true);
        Give();
        Assert.True(OtherEnd.IsAuthenticated);
        OtherEnd.Write("first");
        Give();

        Register();
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Command(Tcp.ResumeReading.Instance);

        Assert.Equal("first", Handler.ExpectMsg<Tcp.Received>().Data.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_handler_that_registers_when_the_peer_has_ended_gets_the_whole_stream_and_then_its_end(bool isServer)
    {
        Handshake(isServer);
        OtherEnd.Write("late");
        OtherEnd.Shutdown();

        Register();

        Assert.Equal(("late", Tcp.PeerClosed.Instance), ReceiveAll());
    }

    [Theory]
    [InlineData(true, "the client reset the connection right after the TLS handshake: it may not accept the server's certificate.")]
    [InlineData(false, "the server reset the connection right after the TLS handshake: it may require a client certificate, or not accept the one it got.")]
    public void A_handler_that_registers_after_a_reset_is_told_what_it_may_mean(bool isServer, string message)
    {
        Handshake(isServer);
        Event(PeerReset);

        Register();

        Assert.Equal(message, Handler.ExpectMsg<Tcp.ErrorClosed>().Cause);
        Assert.Equal(ConnectionEnd.TlsFailed, FailedWith());
    }

    [Fact]
    public void A_reset_after_payload_is_told_as_a_reset()
    {
        Handshake(isServer: true);
        Register();
        ReceiveOne("hello");

        Event(PeerReset);

        Assert.Same(PeerReset, Handler.ExpectMsg<Tcp.ErrorClosed>());
    }

    [Fact]
    public void A_write_is_acknowledged_once_when_the_connection_has_written_all_of_it()
    {
        Handshake(isServer: true);
        Register();
        var (text, ack) = (new string('x', 200_000), new Ack());

        Command(Tcp.Write.Create(ByteString.FromString(text), ack));

        Tcp.Write written;
        do
        {
            written = Connection.ExpectMsg<Tcp.Write>();
            OtherEnd.Feed(written.Data);
        }
        while (written.Ack is Tcp.NoAck);

        Handler.ExpectNoMsg(TimeSpan.Zero);
        Event(written.Ack);
        Assert.Same(ack, Handler.ExpectMsg<Ack>());
        Assert.Equal((text, false), OtherEnd.Read());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_drain_sends_close_notify_after_the_last_echo_and_closes_when_the_peer_has_ended_too(bool isServer)
    {
        Handshake(isServer);
        Register();
        var (first, second) = (new Ack(), new Ack());

        Command(Tcp.Write.Create(ByteString.FromString("one"), first));
        Command(Tcp.Write.Create(ByteString.FromString("two"), second));
        Command(Tcp.ConfirmedClose.Instance);
        TakeFromFilter();

        Assert.Same(first, Handler.ExpectMsg<Ack>());
        Assert.Same(second, Handler.ExpectMsg<Ack>());
        Assert.Equal(("onetwo", true), OtherEnd.Read());
        ReceiveOne("more"); // RFC 8446, section 6.1: the other direction goes on
        Assert.Empty(Told);

        OtherEnd.Shutdown();
        Command(Tcp.ResumeReading.Instance);
        Pump();
        Assert.Equal(Tcp.Close.Instance, Assert.Single(Told));
        Event(Tcp.Closed.Instance);
        Handler.ExpectMsg<Tcp.ConfirmedClosed>();
    }

    [Fact]
    public void A_write_after_the_close_fails_and_sends_nothing()
    {
        Handshake(isServer: true);
        Register();
        Command(Tcp.ConfirmedClose.Instance);
        TakeFromFilter();
        var late = Tcp.Write.Create(ByteString.FromString("late"), new Ack());

        Command(late);
        TakeFromFilter();

        Assert.Same(late, Handler.ExpectMsg<Tcp.CommandFailed>().Cmd);
        Assert.Equal(("", true), OtherEnd.Read());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void An_end_without_close_notify_is_a_truncation_also_within_a_record(bool isServer, bool withinRecord)
    {
        Handshake(isServer);
        Register();
        ReceiveOne("whole");
        Command(Tcp.ResumeReading.Instance);
        TakeFromFilter();
        if (withinRecord)
        {
            OtherEnd.Write("cut off");
            Give(OtherEnd.OutputCount - 1);
        }

        Event(Tcp.PeerClosed.Instance);
        TakeFromFilter();

        Assert.Equal(TlsEnd.Truncated.Message, Handler.ExpectMsg<Tcp.ErrorClosed>().Cause);
        Assert.Equal(ConnectionEnd.Truncated, FailedWith());
        Assert.Equal(Tcp.Abort.Instance, Assert.Single(Told));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_abort_and_the_death_of_the_handler_reset_the_connection_without_close_notify(bool dies)
    {
        Handshake(isServer: true);
        Register();

        if (dies)
        {
            Sys.Stop(Handler);
        }
        else
        {
            Command(Tcp.Abort.Instance);
        }

        Connection.ExpectMsg<Tcp.Abort>(Deadline.Limit);
        Assert.Equal(("", false), OtherEnd.Read());
    }

    private ConnectionEnd FailedWith() => ((TcpFilter)Filter).Facts.Failure!.Value.End;

    private void ReceiveOne(string text)
    {
        OtherEnd.Write(text);
        Command(Tcp.ResumeReading.Instance);
        Pump();
        Assert.Equal(text, Handler.ExpectMsg<Tcp.Received>().Data.ToString());
    }

    // What the handler receives until it is told the end.
    private (string Text, Tcp.ConnectionClosed End) ReceiveAll(Func<int>? size = null)
    {
        var text = "";
        while (true)
        {
            Command(Tcp.ResumeReading.Instance);
            Pump(size);
            switch (Handler.ExpectMsg<Tcp.Event>())
            {
                case Tcp.Received received:
                    text += received.Data;
                    break;
                case Tcp.ConnectionClosed end:
                    return (text, end);
            }
        }
    }

    private sealed class Ack : Tcp.Event;
}
