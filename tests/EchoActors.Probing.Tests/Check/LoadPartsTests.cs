using EchoActors.Client;
using EchoActors.Probing.Check;
using EchoActors.Probing.Check.Conversations;
using EchoActors.Probing.Check.Parts;
using Xunit;

namespace EchoActors.Probing.Tests.Check;

/// <summary>How burst, throughput, idle and tcp-info judge what was seen.</summary>
public sealed class LoadPartsTests
{
    [Theory]
    [InlineData(EchoEnd.Reset, "2 of 4 connections at once were served, 2 accepted and then ended; the first at number 3", "limit of connections")]
    [InlineData(EchoEnd.ConnectTimedOut, "2 of 4 connections at once were served, 2 not answered; the first at number 3", "firewall")]
    public void A_burst_that_is_not_served_whole_says_from_which_number_on(EchoEnd end, string text, string why)
    {
        var finding = BurstJudge.Judge([Whole(), Whole(), Reports.Broken(end), Reports.Broken(end)]);

        Assert.Equal((CheckVerdict.Warn, text), (finding.Verdict, finding.Text));
        Assert.Contains(why, finding.Why);
    }

    [Fact]
    public void A_connection_that_took_a_second_SYN_is_slow_and_a_busy_machine_is_not()
    {
        var late = Whole() with { Connection = Whole().Connection! with { ConnectTime = TimeSpan.FromSeconds(1.01) } };

        Assert.Equal(CheckVerdict.Pass, BurstJudge.Judge([Whole(), late]).Verdict);
        Assert.Equal(
            (CheckVerdict.Warn, "1 of 2 connections at once took a second SYN, which costs 1 s; the first at number 2"),
            Summary(BurstJudge.Judge([Whole(), late with { Kernel = Reports.Kernel with { Retransmitted = 1 } }])));
    }

    [Fact]
    public void A_stream_that_falls_silent_or_ends_fails()
    {
        var facts = new ThroughputFacts(3_000_000, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1), Reports.Kernel, Ended: null);

        Assert.Equal((CheckVerdict.Pass, "1.0 MB/s each way for 3 s, every byte; 0 sent again"), Summary(ThroughputJudge.Judge(facts)));
        Assert.Equal(
            (CheckVerdict.Fail, "stalled: 1.0 MB/s, and nothing came back for the last 1.5 s"),
            Summary(ThroughputJudge.Judge(facts with { Silence = TimeSpan.FromSeconds(1.5) })));
        Assert.Equal(
            (CheckVerdict.Fail, "ended before its time: byte 7 differs"),
            Summary(ThroughputJudge.Judge(facts with { Ended = new EchoOutcome(EchoEnd.Mismatch, "byte 7 differs.", 9, 7, Connected: true) })));
    }

    [Fact]
    public void A_path_that_forgets_silent_connections_is_told_by_how_and_after_how_long()
    {
        Assert.Equal((CheckVerdict.Pass, "3 connections live on after 10 s to 40 s of silence"), Summary(IdleJudge.Judge(Idle(Whole()))));
        Assert.Equal(
            (CheckVerdict.Fail, "forgotten silently, on the way there after 20 s of silence (10 s was not too long)"),
            Summary(IdleJudge.Judge(Idle(Reports.Broken(EchoEnd.AnswerTimedOut, acknowledged: false)))));
        Assert.Contains("on the way back", IdleJudge.Judge(Idle(Reports.Broken(EchoEnd.AnswerTimedOut))).Text);
        Assert.Contains("with a reset after 20 s", IdleJudge.Judge(Idle(Reports.Broken(EchoEnd.Reset))).Text);
        Assert.Contains("by closing it after 20 s", IdleJudge.Judge(Idle(Reports.Broken(EchoEnd.ClosedEarly))).Text);
    }

    [Fact]
    public void Keepalive_is_recommended_only_where_it_helped()
    {
        var forgotten = Idle(Reports.Broken(EchoEnd.Reset));

        Assert.Contains("would come too late", IdleJudge.Judge(forgotten).Try);
        Assert.Contains("it kept a connection alive", IdleJudge.Judge(forgotten with { Kept = Whole() }).Try);
        Assert.Contains("does not save", IdleJudge.Judge(forgotten with { Kept = Reports.Broken(EchoEnd.Reset) }).Try);
    }

    [Fact]
    public void A_server_that_was_restarted_is_not_a_path_that_forgets()
    {
        var finding = IdleJudge.Judge(Idle(Reports.Broken(EchoEnd.Reset)) with { Control = Reports.Broken(EchoEnd.Reset, milliseconds: [1, 1]) });

        Assert.Equal((CheckVerdict.Fail, "the connection that was never silent broke too, after 2 messages: broken: Reset"), Summary(finding));
    }

    [Fact]
    public void Ages_grow_up_to_the_longest()
    {
        var ages = IdlePart.AgesOf(TimeSpan.FromSeconds(16));

        Assert.Equal(ages.Order(), ages);
        Assert.Equal((1.0, 16.0, 8), (Math.Round(ages[0].TotalSeconds, 6), ages[^1].TotalSeconds, ages.Count));
    }

    [Theory]
    [InlineData(0, 0, CheckVerdict.Pass, "")]
    [InlineData(4, 4, CheckVerdict.Pass, "")]
    [InlineData(20, 0, CheckVerdict.Warn, "on the way there")]
    [InlineData(0, 20, CheckVerdict.Warn, "on the way back")]
    [InlineData(20, 20, CheckVerdict.Warn, "in both directions")]
    public void Loss_is_told_by_its_direction(int lost, int outOfOrder, CheckVerdict verdict, string why)
    {
        var tally = new KernelTally();
        tally.Add(Reports.Whole(1, 1) with
        {
            Kernel = Reports.Kernel with { SegmentsSent = 1000, SegmentsReceived = 1000, Retransmitted = lost + 3, Duplicates = 3, OutOfOrder = outOfOrder },
        });

        var finding = TcpInfoJudge.Judge(tally, knowsLoss: false)[2];

        Assert.Equal((verdict, "tcp loss"), (finding.Verdict, finding.Label));
        Assert.Contains(why, finding.Why ?? "");
        Assert.Equal(["tcp rtt", "tcp path"], TcpInfoJudge.Judge(tally, knowsLoss: true).Select(each => each.Label));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.2", 0, CheckVerdict.Pass)]
    [InlineData("::1", "::1", 0, CheckVerdict.Pass)]
    [InlineData("192.0.2.1", "192.0.2.1", 0, CheckVerdict.Pass)]
    [InlineData("192.0.2.1", "192.0.2.1", 20, CheckVerdict.Warn)]
    [InlineData("192.0.2.1", "192.0.2.2", 0, CheckVerdict.Warn)]
    public void What_the_processors_of_one_host_reorder_is_no_loss(string local, string remote, int lost, CheckVerdict verdict)
    {
        var tally = new KernelTally();
        var report = Reports.Whole(1, 1);
        tally.Add(report with
        {
            Connection = report.Connection! with { Local = new HostPort(local, 40000), Remote = new HostPort(remote, 7) },
            Kernel = Reports.Kernel with { SegmentsSent = 1000, SegmentsReceived = 1000, Retransmitted = lost, OutOfOrder = 20 },
        });

        Assert.Equal(verdict, TcpInfoJudge.Judge(tally, knowsLoss: false)[2].Verdict);
    }

    [Theory]
    [InlineData(1, 1.5, CheckVerdict.Pass)]
    [InlineData(1, 31, CheckVerdict.Warn)]
    [InlineData(80, 81, CheckVerdict.Pass)]
    [InlineData(0.05, 4, CheckVerdict.Pass)] // the scheduler of a busy machine
    public void A_slow_server_on_a_fast_network_is_said(double kernel, double echo, CheckVerdict verdict)
    {
        var tally = new KernelTally();
        tally.Add(Reports.Whole(1, echo) with { Kernel = Reports.Kernel with { ShortestRoundTrip = TimeSpan.FromMilliseconds(kernel) } });

        Assert.Equal(verdict, TcpInfoJudge.Judge(tally, knowsLoss: false)[0].Verdict);
    }

    [Fact]
    public void Without_the_kernels_figures_nothing_is_said() =>
        Assert.Equal(CheckVerdict.Skip, Assert.Single(TcpInfoJudge.Judge(new KernelTally(), knowsLoss: false)).Verdict);

    private static ConversationReport Whole() => Reports.Whole(40000, 1);

    private static (CheckVerdict Verdict, string Text) Summary(Finding finding) => (finding.Verdict, finding.Text);

    private static IdleFacts Idle(ConversationReport older) => new(
        [(TimeSpan.FromSeconds(10), Whole()), (TimeSpan.FromSeconds(20), older), (TimeSpan.FromSeconds(40), older)], Whole(), Kept: null, TimeSpan.FromSeconds(60));
}
