using EchoActors.Client;
using EchoActors.Probing.Check;
using EchoActors.Probing.Check.Conversations;
using EchoActors.Probing.Check.Parts;
using Xunit;

namespace EchoActors.Probing.Tests.Check;

/// <summary>How connections that differ in their source port are compared.</summary>
public sealed class FlowsTests
{
    [Fact]
    public void Ports_that_are_alike_pass()
    {
        var finding = FlowsJudge.Judge(Clean(64));

        Assert.Equal(
            (CheckVerdict.Pass, "64 source ports are alike: 1 ms to 1.63 ms"), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void One_dead_member_of_four_fails()
    {
        var finding = FlowsJudge.Judge([.. Clean(48), .. Enumerable.Repeat(Reports.NotConnected(EchoEnd.ConnectTimedOut), 16)]);

        Assert.Equal((CheckVerdict.Fail, "16 of 64 source ports are bad: 16 dead; the others are clean"), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void A_slow_port_and_one_that_loses_are_named()
    {
        var slow = Flow(50001, Enumerable.Repeat(31.0, 20));
        var losing = Flow(50002, Enumerable.Repeat(1.0, 15).Concat(Enumerable.Repeat(201.0, 5)));

        var finding = FlowsJudge.Judge([.. Clean(62), slow, losing]);

        Assert.Equal(
            (CheckVerdict.Warn, "2 of 64 source ports are bad: 1 losing (50002); 1 slow (50001); the others are clean"), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void Loss_that_all_ports_share_is_not_the_fault_of_some()
    {
        var flows = Clean(64).Select((flow, i) => Flow(40000 + i, Enumerable.Repeat(1.0, 20 - (i % 4)).Concat(Enumerable.Repeat(201.0, i % 4))));

        Assert.Equal(CheckVerdict.Pass, FlowsJudge.Judge([.. flows]).Verdict);
    }

    [Fact]
    public void A_busy_moment_of_some_messages_is_no_slow_port() => Assert.Equal(
        CheckVerdict.Pass,
        FlowsJudge.Judge([.. Clean(60), .. Enumerable.Range(0, 4).Select(i => Flow(50000 + i, Enumerable.Repeat(40.0, 19).Append(1.0)))]).Verdict);

    [Fact]
    public void Connections_that_are_refused_are_a_limit()
    {
        var finding = FlowsJudge.Judge([.. Clean(32), .. Enumerable.Repeat(Reports.Broken(EchoEnd.Reset), 32)]);

        Assert.Equal((CheckVerdict.Warn, "32 of 64 connections were refused or ended: broken: Reset"), (finding.Verdict, finding.Text));
    }

    [Theory]
    [InlineData(new[] { 1.0, 1, 1, 1, 9 }, 3, 4)] // nearly all equal: the least distance
    [InlineData(new[] { 1.0, 2, 3, 4, 100 }, 0, 10.413)] // median 3, MAD 1
    public void The_limit_of_outliers_does_not_follow_them(double[] values, double leastDistance, double limit) =>
        Assert.Equal(limit, RobustOutliers.Limit(values, leastDistance), 3);

    private static List<ConversationReport> Clean(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Flow(40000 + i, Enumerable.Repeat(1 + (i / 100.0), 20)))];

    private static ConversationReport Flow(int port, IEnumerable<double> milliseconds) => Reports.Whole(port, [.. milliseconds]);
}
