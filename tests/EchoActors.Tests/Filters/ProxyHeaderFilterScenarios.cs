using System.Net;
using Akka.Actor;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Server;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Filters;

/// <summary>What the PROXY protocol filter does with the first bytes of a connection.</summary>
public sealed class ProxyHeaderFilterScenarios : FilterScenario
{
    private static readonly IPEndPoint Client = IPEndPoint.Parse("192.0.2.1:56324");
    private static readonly IPEndPoint Stranger = IPEndPoint.Parse("203.0.113.9:1");
    private static readonly byte[] Line = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"u8.ToArray();

    [Property(MaxTest = 50)]
    public void The_client_and_the_payload_are_found_however_the_bytes_come(PositiveInt which, PositiveInt[] cuts, byte[] payload)
    {
        var header = Headers.Valid[which.Get % Headers.Valid.Count];
        byte[] stream = [.. header, .. payload];
        AcceptWith(ProxyProtocol.Required);

        var offset = 0;
        for (var i = 0; offset < header.Length; i++)
        {
            Connection.ExpectMsg<Tcp.ResumeReading>();
            Handler.ExpectNoMsg(TimeSpan.Zero);
            var size = Math.Min(cuts.Length == 0 ? 1 : cuts[i % cuts.Length].Get, stream.Length - offset);
            Receive(stream.AsSpan(offset, size));
            offset += size;
        }

        var parsed = ProxyHeaderParser.Parse(header).Header!;
        var connected = Register();
        Assert.Equal(parsed.Source ?? Peer, connected.RemoteAddress);
        Assert.Equal(parsed.Destination ?? Local, connected.LocalAddress);
        Assert.Equal(parsed.Source is null ? null : Peer, ((TcpFilter)Filter).Facts.Proxy);
        Command(Tcp.ResumeReading.Instance);
        if (offset > header.Length)
        {
            Assert.Equal(stream[header.Length..offset], Handler.ExpectMsg<Tcp.Received>().Data.ToArray());
        }
        else
        {
            Connection.ExpectMsg<Tcp.ResumeReading>();
        }
    }

    [Fact]
    public void A_header_from_a_stranger_is_payload_where_it_is_optional()
    {
        AcceptWith(ProxyProtocol.Optional, Stranger);

        Assert.Equal(Stranger, Register().RemoteAddress);
        Command(Tcp.ResumeReading.Instance);
        Connection.ExpectMsg<Tcp.ResumeReading>();
        Receive(Line);

        Assert.Equal(Line, Handler.ExpectMsg<Tcp.Received>().Data.ToArray());
    }

    [Fact]
    public void A_stranger_is_refused_where_a_header_is_required()
    {
        AcceptWith(ProxyProtocol.Required, Stranger);

        ExpectRefusal(RefusalReason.ProxyNotTrusted);
    }

    [Fact]
    public void Payload_without_a_header_is_payload_where_it_is_optional_and_refused_where_it_is_required()
    {
        AcceptWith(ProxyProtocol.Optional);
        Receive("helloworld"u8);
        Assert.Equal(Peer, Register().RemoteAddress);
        Command(Tcp.ResumeReading.Instance);
        Assert.Equal("helloworld", Handler.ExpectMsg<Tcp.Received>().Data.ToString());

        AcceptWith(ProxyProtocol.Required);
        Connection.ExpectMsg<Tcp.ResumeReading>();
        Receive("helloworld"u8);
        ExpectRefusal(RefusalReason.ProxyHeaderMissing);
    }

    [Theory]
    [InlineData("PROXY TCP4 nonsense\r\n", RefusalReason.ProxyHeaderMalformed)]
    [InlineData("PROXY UNKNOWN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", RefusalReason.ProxyHeaderTooLong)]
    [InlineData("PROXY TCP4 192.0.2.1", RefusalReason.ProxyHeaderTimeout)]
    public void A_header_that_is_not_as_it_must_be_is_refused_by_its_reason(string bytes, RefusalReason reason)
    {
        foreach (var mode in new[] { ProxyProtocol.Optional, ProxyProtocol.Required })
        {
            AcceptWith(mode);
            Connection.ExpectMsg<Tcp.ResumeReading>();

            Receive(System.Text.Encoding.ASCII.GetBytes(bytes));
            if (reason == RefusalReason.ProxyHeaderTimeout)
            {
                Connection.ExpectMsg<Tcp.ResumeReading>();
                Filter.Tell(TcpFilter.Overdue.Instance);
            }

            ExpectRefusal(reason);
        }
    }

    [Fact]
    public void A_proxy_that_ends_its_stream_within_the_header_has_left()
    {
        AcceptWith(ProxyProtocol.Required);
        Connection.ExpectMsg<Tcp.ResumeReading>();
        Receive(Line.AsSpan(0, 20));
        Connection.ExpectMsg<Tcp.ResumeReading>();

        Event(Tcp.PeerClosed.Instance);

        ExpectRefusal(RefusalReason.PeerLeft);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PROX")]
    public void Where_it_is_optional_a_short_stream_without_a_header_is_whole(string payload)
    {
        AcceptWith(ProxyProtocol.Optional);
        if (payload.Length > 0)
        {
            Receive(System.Text.Encoding.ASCII.GetBytes(payload));
        }

        Event(Tcp.PeerClosed.Instance);
        Register();
        Command(Tcp.ResumeReading.Instance);
        if (payload.Length > 0)
        {
            Assert.Equal(payload, Handler.ExpectMsg<Tcp.Received>().Data.ToString());
            Command(Tcp.ResumeReading.Instance);
        }

        Handler.ExpectMsg<Tcp.PeerClosed>();
        Command(Tcp.Close.Instance);
        Connection.FishForMessage(message => message is Tcp.Close);
        Event(Tcp.Closed.Instance);
        Handler.ExpectMsg<Tcp.Closed>();
    }

    [Theory]
    [InlineData("v1", "PROXY TCP4 127.0.0.1 127.0.0.1 3000 40000\r\n")]
    [InlineData("v1:192.0.2.1:5000,198.51.100.1:443", "PROXY TCP4 192.0.2.1 198.51.100.1 5000 443\r\n")]
    public void A_client_sends_its_header_before_its_stream(string text, string header)
    {
        Assert.True(ProxyHeaderToSend.TryParse(text, out var toSend, out _));

        Accept(place => new ProxyHeaderSender(place, toSend));

        Assert.Equal(header, Connection.ExpectMsg<Tcp.Write>().Data.ToString());
        Register();
        Command(Tcp.Write.Create(ByteString.FromString("helloworld")));
        Assert.Equal("helloworld", Connection.ExpectMsg<Tcp.Write>().Data.ToString());
    }

    [Theory]
    [InlineData("v3", "'v3' is no PROXY protocol header: write v1, v2")]
    [InlineData("", "'' is no PROXY protocol header: write v1, v2")]
    [InlineData("v2:192.0.2.1:5000", "does not name two ends")]
    [InlineData("v2:192.0.2.1,198.51.100.1:443", "'192.0.2.1' has no port")]
    [InlineData("v2:localhost:1,198.51.100.1:443", "'localhost' is a name: a PROXY protocol header has IP addresses")]
    public void A_header_that_can_not_be_sent_is_refused_with_what_is_right(string text, string expected)
    {
        Assert.False(ProxyHeaderToSend.TryParse(text, out _, out var mistake));
        Assert.Contains(expected, mistake);
    }

    private void AcceptWith(ProxyProtocol mode, IPEndPoint? peer = null) =>
        Accept(place => new ProxyHeaderFilter(place, new ProxyProtocolOptions(mode, [IPNetwork.Parse("127.0.0.0/8")])), peer);

    private void ExpectRefusal(RefusalReason reason)
    {
        Connection.ExpectMsg<Tcp.Abort>();
        Assert.Equal(reason, Handler.ExpectMsg<FilteredListener.Refused>().Reason);
    }
}
