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
        var finding = Judge(Clean(64));

        Assert.Equal(
            (CheckVerdict.Pass, "64 source ports are alike: 1 ms to 1.63 ms"), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void One_dead_member_of_four_fails()
    {
        var finding = Judge([.. Clean(48), .. Ports(16, Reports.NotConnected(EchoEnd.ConnectTimedOut))]);

        Assert.Equal((CheckVerdict.Fail, "16 of 64 source ports are bad: 16 dead (50000, 50001, 50002, 50003, 50004, 50005, 50006, 50007, …); the others are clean"), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void A_slow_port_and_one_that_loses_are_named()
    {
        var slow = Flow(50001, Enumerable.Repeat(31.0, 20));
        var losing = Flow(50002, Enumerable.Repeat(1.0, 15).Concat(Enumerable.Repeat(201.0, 5)));

        var finding = Judge([.. Clean(62), slow, losing]);

        Assert.Equal(
            (CheckVerdict.Warn, "2 of 64 source ports are bad: 1 losing (50002); 1 slow (50001); the others are clean"), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void Loss_that_all_ports_share_is_not_the_fault_of_some()
    {
        var flows = Clean(64).Select((flow, i) => Flow(40000 + i, Enumerable.Repeat(1.0, 20 - (i % 4)).Concat(Enumerable.Repeat(201.0, i % 4))));

        Assert.Equal(CheckVerdict.Pass, Judge([.. flows]).Verdict);
    }

    [Fact]
    public void A_busy_moment_of_some_messages_is_no_slow_port() => Assert.Equal(
        CheckVerdict.Pass,
        Judge([.. Clean(60), .. Enumerable.Range(0, 4).Select(i => Flow(50000 + i, Enumerable.Repeat(40.0, 19).Append(1.0)))]).Verdict);

    [Fact]
    public void Connections_that_are_refused_are_a_limit()
    {
        var finding = Judge([.. Clean(32), .. Ports(32, Reports.Broken(EchoEnd.Reset))]);

        Assert.Equal((CheckVerdict.Warn, "32 of 64 connections were refused or ended: broken: Reset"), (finding.Verdict, finding.Text));
    }

    [Theory]
    [InlineData(new[] { 1.0, 1, 1, 1, 9 }, 3, 4)] // nearly all equal: the least distance
    [InlineData(new[] { 1.0, 2, 3, 4, 100 }, 0, 10.413)] // median 3, MAD 1
    public void The_limit_of_outliers_does_not_follow_them(double[] values, double leastDistance, double limit) =>
        Assert.Equal(limit, RobustOutliers.Limit(values, leastDistance), 3);

    [Theory]
    [InlineData(31, 0, true)] // slow again
    [InlineData(1, 0, false)] // it was a busy moment
    [InlineData(1, 2, false)] // it loses, and was suspected of being slow
    public void A_slow_port_is_bad_only_if_it_is_slow_again(double fastest, int late, bool isBad)
    {
        var before = FlowsJudge.Suspects([.. Clean(63), Flow(50001, Enumerable.Repeat(31.0, 20))]);

        Assert.Equal(50001, Assert.Single(before.Slow).Port);
        Assert.Equal(isBad, FlowsJudge.IsBadAgain(before, Late(50001, fastest, late), Clean(4)));
    }

    [Theory]
    [InlineData(2, 0, true)] // it loses again
    [InlineData(1, 0, false)] // bad luck
    [InlineData(3, 3, false)] // all lose now
    public void A_losing_port_is_bad_only_if_it_loses_again_and_more_than_the_clean(int late, int lateControls, bool isBad)
    {
        var before = FlowsJudge.Suspects([.. Clean(63), Late(50001, 1, 5)]);

        Assert.Equal(50001, Assert.Single(before.Losing).Port);
        Assert.Equal(isBad, FlowsJudge.IsBadAgain(before, Late(50001, 1, late), [.. Enumerable.Range(0, 4).Select(i => Late(40000 + i, 1, lateControls))]));
    }

    [Fact]
    public void Clean_ports_that_lost_nothing_and_are_fast_are_the_controls()
    {
        List<Flow> flows = [Late(40000, 1, 2), Flow(40001, [1.2]), Flow(40002, [1.0]), Flow(40003, [1.1])];

        Assert.Equal([40002, 40003, 40001, 40000], FlowsJudge.Controls(flows, FlowsJudge.Suspects(flows)).Select(flow => flow.Port));
    }

    private static Finding Judge(IReadOnlyList<Flow> flows) => FlowsJudge.Judge(flows, FlowsJudge.Suspects(flows));

    private static List<Flow> Ports(int count, ConversationReport report) => [.. Enumerable.Range(0, count).Select(i => new Flow(50000 + i, report))];

    private static Flow Late(int port, double milliseconds, int late) =>
        Flow(port, Enumerable.Repeat(milliseconds, 20 - late).Concat(Enumerable.Repeat(milliseconds + 200, late)));

    private static List<Flow> Clean(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Flow(40000 + i, Enumerable.Repeat(1 + (i / 100.0), 20)))];

    private static Flow Flow(int port, IEnumerable<double> milliseconds) => new(port, Reports.Whole(port, [.. milliseconds]));
}
