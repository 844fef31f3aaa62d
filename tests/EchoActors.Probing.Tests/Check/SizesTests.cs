using EchoActors.Client;
using EchoActors.Probing.Check;
using EchoActors.Probing.Check.Parts;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Probing.Tests.Check;

/// <summary>Which sizes are sent, how a limit is narrowed, and what it means.</summary>
public sealed class SizesTests
{
    [Property]
    public Property The_limit_is_found_exactly_whatever_it_is() => Prop.ForAll(
        Gen.Choose(1, SizeSteps.Largest).ToArbitrary(),
        limit =>
        {
            var tried = 0;
            var (passed, failed) = Bisection.NarrowAsync(0, SizeSteps.Largest + 1, size =>
            {
                tried++;
                return Task.FromResult(size <= limit);
            }).GetAwaiter().GetResult();
            return passed == limit && failed == limit + 1 && tried <= 4 * 9;
        });

    [Fact]
    public void Steps_are_dense_around_one_segment_two_segments_and_a_packet()
    {
        var steps = SizeSteps.Of(Reports.Kernel);

        Assert.Equal(steps.Order().Distinct(), steps);
        Assert.Equal((1, SizeSteps.Largest), (steps[0], steps[^1]));
        Assert.All([1447, 1448, 1449, 2895, 2896, 2897, 1499, 1500, 1501], size => Assert.Contains(size, steps));
        Assert.Equal(1, SizeSteps.Of(kernel: null)[0]);
    }

    [Fact]
    public void A_black_hole_on_the_way_back_is_told_from_one_on_the_way_there()
    {
        var back = SizesJudge.Limit(new SizesFacts(1399, 1400, IsAcknowledged: true, Reports.Kernel));
        var there = SizesJudge.Limit(new SizesFacts(1399, 1400, IsAcknowledged: false, Reports.Kernel));

        Assert.Equal((CheckVerdict.Fail, "echoes of 1,400 B and more from the server never arrive (1,399 B did)"), (back.Verdict, back.Text));
        Assert.Equal("a packet of 1,452 B or more is dropped on the way back and no ICMP comes: a path-MTU black hole", back.Why);
        Assert.Equal("messages of 1,400 B and more are never acknowledged (1,399 B came back)", there.Text);
        Assert.Contains("on the way there", there.Why);
    }

    [Fact]
    public void A_limit_above_one_packet_is_no_black_hole() =>
        Assert.Contains("limits the length of a message", SizesJudge.Limit(new SizesFacts(4096, 4097, IsAcknowledged: true, Reports.Kernel)).Why);

    [Fact]
    public void All_sizes_pass_and_one_that_came_late_is_a_warning()
    {
        Assert.Equal(
            (CheckVerdict.Pass, "1 B to 262,144 B in 2 steps, every byte; path MTU 1,500"),
            (SizesJudge.Whole([1, SizeSteps.Largest], 0, Reports.Kernel).Verdict, SizesJudge.Whole([1, SizeSteps.Largest], 0, Reports.Kernel).Text));
        Assert.Equal(CheckVerdict.Warn, SizesJudge.Whole([1, SizeSteps.Largest], 1, Reports.Kernel).Verdict);
        Assert.StartsWith("at a message of 9 B: no", SizesJudge.Ended(9, new EchoOutcome(EchoEnd.Reset, "no.", 9, 0, Connected: true)).Text);
    }
}
