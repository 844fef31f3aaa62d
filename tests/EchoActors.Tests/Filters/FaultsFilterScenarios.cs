using Akka.Actor;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Server;
using EchoActors.Tests.Shared;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Filters;

/// <summary>What each fault does to one connection, in virtual time.</summary>
public sealed class FaultsFilterScenarios : FilterScenario
{
    private readonly FaultCounts _counts = new();
    private Tcp.Write? _written; // the last

    [Fact]
    public void A_delayed_chunk_is_written_and_acknowledged_later_and_chunks_keep_their_order()
    {
        Serve("delay=20ms");

        Write("first");
        this.Advance(TimeSpan.FromMilliseconds(10));
        Write("second");
        ExpectSilence();
        this.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal("first", Echoed());
        ExpectAck();
        ExpectSilence();
        this.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal("second", Echoed());
        ExpectAck();
        Assert.Equal("delay 2", _counts.ToString());
    }

    [Fact]
    public void A_throttle_spreads_bytes_evenly_over_time()
    {
        Serve("throttle=1000/s");
        Write(new string('x', 100)); // 20 bytes each 20 ms

        for (var piece = 1; piece <= 5; piece++)
        {
            Assert.Equal(20, Echoed().Length);
            AcknowledgeBelow();
            Connection.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
            this.Advance(TimeSpan.FromMilliseconds(20));
        }

        Handler.ExpectMsg<Ack>();
    }

    [Fact]
    public void Slices_are_pieces_within_their_bounds_that_make_the_whole_and_one_acknowledgement()
    {
        Serve("slice=1..7");

        Write("the quick brown fox jumps over the lazy dog");

        var whole = "";
        while (whole.Length < 43)
        {
            var piece = Echoed();
            Assert.InRange(piece.Length, 1, 7);
            Handler.ExpectNoMsg(TimeSpan.Zero);
            whole += piece;
            AcknowledgeBelow();
        }

        Assert.Equal("the quick brown fox jumps over the lazy dog", whole);
        Handler.ExpectMsg<Ack>();
    }

    [Fact]
    public void A_stall_holds_the_echo_at_its_place_for_its_time()
    {
        Serve("stall=5s@3");

        Write("abcdef");
        Assert.Equal("abc", Echoed());
        AcknowledgeBelow();
        Write("ghi");
        this.Advance(TimeSpan.FromMilliseconds(4_999));
        ExpectSilence();
        this.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("def", Echoed());
        ExpectAck();
        Assert.Equal("ghi", Echoed());
        Assert.Equal(1, _counts.Of(FaultKind.Stall));
    }

    [Fact]
    public void A_truncated_echo_ends_in_order_and_swallows_the_rest_until_the_client_ends_too()
    {
        Serve("truncate=@4");

        Write("abcdef");
        Assert.Equal("abcd", Echoed());
        AcknowledgeBelow();
        Connection.ExpectMsg<Tcp.ConfirmedClose>();
        Handler.ExpectMsg<Ack>();
        Write("ghi");
        Handler.ExpectMsg<Ack>();
        Command(Tcp.ResumeReading.Instance);
        Connection.ExpectMsg<Tcp.ResumeReading>();

        Event(Tcp.ConfirmedClosed.Instance);
        Handler.ExpectMsg<Tcp.PeerClosed>();
        Command(Tcp.Close.Instance);
        Handler.ExpectMsg<Tcp.Closed>();
        Assert.Equal("truncate 1", _counts.ToString());
    }

    [Fact]
    public void A_truncated_echo_is_closed_with_a_reset_when_the_client_does_not_end_its_side()
    {
        Serve("truncate=@0");
        Write("a");
        Connection.ExpectMsg<Tcp.ConfirmedClose>();
        Handler.ExpectMsg<Ack>();

        Command(Tcp.Close.Instance);

        Connection.ExpectMsg<Tcp.Abort>();
        Event(Tcp.Aborted.Instance);
        Handler.ExpectMsg<Tcp.Aborted>();
    }

    [Fact]
    public void A_reset_comes_when_what_is_before_it_is_written()
    {
        Serve("reset=@4");

        Write("abcdef");
        Assert.Equal("abcd", Echoed());
        ExpectSilence();
        AcknowledgeBelow();

        Connection.ExpectMsg<Tcp.Abort>();
        Handler.ExpectMsg<Tcp.ErrorClosed>();
        Assert.Equal(ConnectionEnd.InjectedFault, ((TcpFilter)Filter).Facts.Failure?.End);
        Assert.Equal("reset 1", _counts.ToString());
    }

    [Fact]
    public void A_reset_of_a_chunk_comes_at_its_first_byte()
    {
        Serve("reset");

        Write("abcdef");

        Connection.ExpectMsg<Tcp.Abort>();
        Handler.FishForMessage(message => message is Tcp.ErrorClosed);
    }

    [Fact]
    public void What_is_swallowed_is_acknowledged_and_never_written()
    {
        Serve("swallow");

        Write("abcdef");

        Handler.ExpectMsg<Ack>();
        Connection.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal("swallow 1", _counts.ToString());
    }

    [Fact]
    public void A_chunk_that_comes_twice_does_so_before_the_close()
    {
        Serve("duplicate");

        Write("hi");
        Assert.Equal("hi", Echoed());
        ExpectAck();
        Command(Tcp.Close.Instance);

        Assert.Equal("hi", Echoed());
        Connection.ExpectNoMsg(TimeSpan.Zero);
        AcknowledgeBelow();
        Connection.ExpectMsg<Tcp.Close>();
        Event(Tcp.Closed.Instance);
        Handler.ExpectMsg<Tcp.Closed>();
    }

    [Fact]
    public void A_refused_connection_never_reaches_the_handler()
    {
        Accept(place => new FaultsFilter(place, Control("refuse")));

        Connection.ExpectMsg<Tcp.Abort>();
        Assert.Equal(RefusalReason.InjectedFault, Handler.ExpectMsg<FilteredListener.Refused>().Reason);
        Assert.Equal("refuse 1", _counts.ToString());
    }

    [Fact]
    public void A_close_that_never_comes_is_counted_once_and_an_abort_goes_through()
    {
        Serve("no-close");

        Command(Tcp.Close.Instance);
        this.Advance(TimeSpan.FromSeconds(10));
        ExpectSilence();
        Assert.Equal("no-close 1", _counts.ToString());
        Command(Tcp.Abort.Instance);

        Connection.ExpectMsg<Tcp.Abort>();
        Event(Tcp.Aborted.Instance);
        Handler.ExpectMsg<Tcp.Aborted>();
    }

    [Theory]
    [InlineData("delay=1h")]
    [InlineData("stall=1h")]
    [InlineData("throttle=1/s")]
    [InlineData("no-close")]
    public void An_abort_does_not_wait_behind_a_fault_and_nothing_comes_after_it(string rules)
    {
        Serve(rules);
        Write("a");
        Write("b");

        Command(Tcp.Abort.Instance);
        this.Advance(TimeSpan.FromHours(2));

        Connection.FishForMessage(message => message is Tcp.Abort);
        ExpectSilence();
    }

    [Theory]
    [InlineData("delay=1h,expires=60s")]
    [InlineData("stall=1h,expires=60s")]
    [InlineData("throttle=1/s,expires=60s")]
    public void Rules_that_expire_let_go_what_they_hold(string rules)
    {
        Serve(rules);
        Write("a");
        Write("b");
        Command(Tcp.Close.Instance);

        var echoed = "";
        this.Advance(TimeSpan.FromSeconds(60));
        while (Connection.ReceiveOne(TimeSpan.FromSeconds(10)) is Tcp.Write write)
        {
            echoed += write.Data;
            Connection.Reply(write.Ack);
            this.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("ab", echoed);
        Assert.Equal(2, Handler.ReceiveN(2, TimeSpan.FromSeconds(10)).OfType<Ack>().Count());
    }

    [Fact]
    public void Rules_that_change_are_followed_by_a_connection_that_is_open()
    {
        var control = Control("");
        Serve(control);
        Write("plain");
        Assert.Equal("plain", Connection.ExpectMsg<Tcp.Write>().Data.ToString());

        control.Change(FaultRules.Parse("swallow"));
        Write("swallowed");
        Handler.ExpectMsg<Ack>();
        Connection.ExpectNoMsg(TimeSpan.Zero);

        control.Change(FaultRules.None);
        Write("plain again");
        Assert.Equal("plain again", Connection.ExpectMsg<Tcp.Write>().Data.ToString());
    }

    [Property(MaxTest = 50)]
    public void Without_a_fault_that_strikes_both_sides_see_the_very_same_messages_in_the_same_order(bool isEmpty, NonEmptyArray<byte> script)
    {
        Serve(isEmpty ? "" : "delay=1s:0%,throttle=1/s:0%,slice=1:0%,stall=1s:0%,truncate=@0:0%,reset:0%,corrupt:0%,duplicate:0%,swallow:0%,refuse:0%,no-close:0%");
        foreach (var step in script.Get)
        {
            Tcp.Message told = (step % 6) switch
            {
                0 => Tcp.ResumeReading.Instance,
                1 => new Tcp.Received(ByteString.FromBytes(new byte[1 + step])),
                2 => new Ack(),
                3 => Tcp.PeerClosed.Instance,
                4 => Tcp.Write.Create(ByteString.FromBytes(new byte[1 + step])),
                _ => Tcp.Write.Create(ByteString.FromBytes([step]), new Ack()),
            };
            var (from, to) = told is Tcp.Command ? (Handler, Connection) : (Connection, Handler);
            from.Send(Filter, told);

            Assert.Same(told, to.ExpectMsg<Tcp.Message>());
            from.ExpectNoMsg(TimeSpan.Zero);
        }
    }

    private FaultControl Control(string rules) => new("here", FaultRules.Parse(rules), _counts, this.Clock());

    private void Serve(string rules) => Serve(Control(rules));

    private void Serve(FaultControl control)
    {
        Accept(place => new FaultsFilter(place, control));
        Register();
    }

    private void Write(string text) => Command(Tcp.Write.Create(ByteString.FromString(text), new Ack()));

    private string Echoed()
    {
        _written = Connection.ExpectMsg<Tcp.Write>(TimeSpan.FromSeconds(10));
        return _written.Data.ToString();
    }

    private void AcknowledgeBelow() => Event(_written!.Ack);

    private void ExpectAck()
    {
        AcknowledgeBelow();
        Handler.ExpectMsg<Ack>();
    }

    private void ExpectSilence()
    {
        Connection.ExpectNoMsg(TimeSpan.FromMilliseconds(20)); // a timer's message comes from the pool
        Handler.ExpectNoMsg(TimeSpan.Zero);
    }

    private sealed class Ack : Tcp.Event;
}
