using System.Net;
using System.Net.Sockets;
using EchoActors.Client;
using EchoActors.Probing.Check;
using EchoActors.Probing.Check.Conversations;
using EchoActors.Probing.Check.Parts;
using Xunit;

namespace EchoActors.Probing.Tests.Check;

/// <summary>How resolve, connect, echo and half-close judge what was seen.</summary>
public sealed class FoundationTests
{
    private static readonly IPAddress IPv4 = IPAddress.Parse("192.0.2.7");
    private static readonly IPAddress IPv6 = IPAddress.Parse("2001:db8::7");

    [Fact]
    public void A_name_is_shown_with_every_address_and_the_one_that_clients_try_first()
    {
        var finding = ResolveJudge.Judge("echo.example", "echo.example", [IPv6, IPv4], TimeSpan.FromMilliseconds(3));

        Assert.Equal((CheckVerdict.Pass, "2 addresses in 3 ms: 2001:db8::7, 192.0.2.7; clients try 2001:db8::7 first"), (finding.Verdict, finding.Text));
    }

    [Theory]
    [InlineData("echo", "echo.corp.example", CheckVerdict.Pass)]
    [InlineData("echo.prod", "echo.prod.corp.example", CheckVerdict.Warn)]
    [InlineData("echo.prod", "echo.prod", CheckVerdict.Pass)]
    [InlineData("www.example", "edge.cdn.example", CheckVerdict.Pass)]
    public void A_name_with_a_dot_that_a_search_domain_completed_is_a_surprise(string host, string canonical, CheckVerdict verdict) =>
        Assert.Equal(verdict, ResolveJudge.Judge(host, canonical, [IPv4], TimeSpan.Zero).Verdict);

    [Fact]
    public void A_name_without_an_address_fails_and_so_does_a_silent_name_server()
    {
        Assert.Equal("echo.example has no address", ResolveJudge.Judge("echo.example", new SocketException((int)SocketError.HostNotFound)).Text);
        Assert.Equal("no name server answered in 3 s for echo.example", ResolveJudge.Silent("echo.example", TimeSpan.FromSeconds(3)).Text);
        Assert.Equal(CheckVerdict.Fail, ResolveJudge.Judge("echo.example", "echo.example", [], TimeSpan.Zero).Verdict);
    }

    [Theory]
    [InlineData(EchoEnd.Refused, "192.0.2.7 refused the connection", "nothing listens")]
    [InlineData(EchoEnd.ConnectTimedOut, "no answer in 3 s from 192.0.2.7", "filtered")]
    [InlineData(EchoEnd.Reset, "192.0.2.7 reset the connection at once", "resets")]
    [InlineData(EchoEnd.Unreachable, "no connection: Unreachable", "no route")]
    public void Each_way_not_to_connect_has_its_own_line(EchoEnd end, string text, string why)
    {
        var finding = Assert.Single(ConnectJudge.Judge([Five(IPv4, Reports.NotConnected(end))]));

        Assert.Equal((CheckVerdict.Fail, text, "connect IPv4"), (finding.Verdict, finding.Text, finding.Label));
        Assert.Contains(why, finding.Why);
    }

    [Theory]
    [InlineData(EchoEnd.ClosedEarly, "accepted, and closed at once")]
    [InlineData(EchoEnd.Reset, "accepted, and reset at once")]
    public void A_server_that_ends_what_it_accepts_fails(EchoEnd end, string text)
    {
        var finding = Assert.Single(ConnectJudge.Judge([Five(IPv4, Reports.Broken(end))]));

        Assert.Equal((CheckVerdict.Fail, text), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void One_family_that_fails_beside_one_that_works_is_a_warning()
    {
        var findings = ConnectJudge.Judge([Five(IPv6, Reports.NotConnected(EchoEnd.ConnectTimedOut)), Five(IPv4, Reports.Whole())]);

        Assert.Equal([CheckVerdict.Warn, CheckVerdict.Pass], findings.Select(finding => finding.Verdict));
        Assert.Equal("no answer in 3 s from 2001:db8::7; clients fall back after 250 ms", findings[0].Text);
        Assert.Equal("1 ms (min of 5, max 1 ms), MSS 1,448", findings[1].Text);
    }

    [Fact]
    public void Some_connections_that_fail_are_a_warning()
    {
        var facts = new ConnectFacts(IPv4, TimeSpan.FromSeconds(3), [Reports.Whole(), Reports.NotConnected(EchoEnd.ConnectTimedOut), Reports.Whole()]);

        var finding = Assert.Single(ConnectJudge.Judge([facts]));

        Assert.Equal((CheckVerdict.Warn, "2 of 3 connected; no answer in 3 s from 192.0.2.7"), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void An_echo_that_does_not_come_says_whether_the_bytes_arrived()
    {
        Assert.Contains("acknowledged the bytes", EchoPart.Judge(Reports.Broken(EchoEnd.AnswerTimedOut)).Why);
        Assert.Contains("not even acknowledged", EchoPart.Judge(Reports.Broken(EchoEnd.AnswerTimedOut, acknowledged: false)).Why);
        Assert.Equal("another service listens on this port", EchoPart.Judge(Reports.Broken(EchoEnd.Mismatch)).Why);
        Assert.Equal((CheckVerdict.Pass, "64 B in 1.5 ms, every byte"), (EchoPart.Judge(Reports.Whole(1, 1.5)).Verdict, EchoPart.Judge(Reports.Whole(1, 1.5)).Text));
    }

    [Theory]
    [InlineData(EchoEnd.Identical, 10, CheckVerdict.Pass, "all 10 bytes back after shutdown")]
    [InlineData(EchoEnd.AnswerTimedOut, 10, CheckVerdict.Fail, "all 10 bytes back after shutdown, but the end of the stream never comes")]
    [InlineData(EchoEnd.ClosedEarly, 4, CheckVerdict.Fail, "closed after 4 of 10 bytes, when our direction had ended")]
    [InlineData(EchoEnd.Reset, 4, CheckVerdict.Fail, "reset after 4 of 10 bytes, when our direction had ended")]
    [InlineData(EchoEnd.AnswerTimedOut, 4, CheckVerdict.Fail, "why not")]
    public void The_end_of_one_direction_is_judged_by_what_follows_it(EchoEnd end, long echoed, CheckVerdict verdict, string text)
    {
        var finding = HalfClosePart.Judge(new EchoOutcome(end, "why not.", 10, echoed, Connected: true));

        Assert.Equal((verdict, text), (finding.Verdict, finding.Text));
    }

    private static ConnectFacts Five(IPAddress address, ConversationReport report) =>
        new(address, TimeSpan.FromSeconds(3), [.. Enumerable.Repeat(report, 5)]);
}
