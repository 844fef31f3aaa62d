using Akka.IO;
using EchoActors.Filters;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Filters;

public sealed class FaultPlanTests
{
    [Property]
    public void A_seed_changes_the_same_bytes_however_the_stream_is_cut(ulong seed, byte[] data, PositiveInt[] cuts, PositiveInt[] otherCuts)
    {
        var rules = FaultRules.Parse("corrupt:20%,duplicate:20%,swallow:20%,reset:1%");
        var stream = Repeat(data, 4_000);

        Assert.Equal(Echo(rules, seed, stream, cuts), Echo(rules, seed, stream, otherCuts));
    }

    [Property]
    public void Without_a_fault_that_strikes_the_very_same_bytes_come_back(ulong seed, NonEmptyArray<byte> data, PositiveInt[] cuts)
    {
        var faults = new ChunkFaults(FaultRules.Parse("corrupt:0%,duplicate:0%,swallow:0%,reset:0%"), seed, new FaultCounts());

        foreach (var piece in Cut(data.Get, cuts))
        {
            Assert.Same(piece, faults.Apply(piece, out var isReset));
            Assert.False(isReset);
        }

        Assert.Equal(0, faults.Finish().Count);
    }

    [Fact]
    public void Each_fault_does_what_its_name_says_to_every_chunk()
    {
        var data = Repeat([1, 2, 3, 4, 5, 6, 7], 200);

        var corrupted = Echo(FaultRules.Parse("corrupt"), seed: 1, data, []);
        var wrong = Enumerable.Range(0, data.Length).Where(i => corrupted[i] != data[i]).ToArray();
        Assert.Equal([0, 64, 128, 192], wrong);
        Assert.All(wrong, i => Assert.True(System.Numerics.BitOperations.IsPow2(corrupted[i] ^ data[i])));
        Assert.Equal(
            [.. data[..64], .. data[..64], .. data[64..128], .. data[64..128], .. data[128..192], .. data[128..192], .. data[192..], .. data[192..]],
            Echo(FaultRules.Parse("duplicate"), seed: 1, data, []));
        Assert.Empty(Echo(FaultRules.Parse("swallow"), seed: 1, data, []));
        Assert.Empty(Echo(FaultRules.Parse("reset"), seed: 1, data, []));
    }

    [Fact]
    public void A_probability_holds_over_many_chunks_and_every_strike_is_counted()
    {
        var counts = new FaultCounts();
        var faults = new ChunkFaults(FaultRules.Parse("corrupt:10%,swallow:1%"), seed: 18, counts);
        var data = ByteString.FromBytes(new byte[64_000]);

        var echoed = Enumerable.Range(0, 100).Sum(_ => faults.Apply(data, out var _).Count);

        Assert.InRange(counts.Of(FaultKind.Swallow), 800, 1_200);
        Assert.InRange(counts.Of(FaultKind.Corrupt), 9_500, 10_500);
        Assert.Equal(6_400_000 - (64 * counts.Of(FaultKind.Swallow)), echoed);
        Assert.Equal($"corrupt {counts.Of(FaultKind.Corrupt)}, swallow {counts.Of(FaultKind.Swallow)}", counts.ToString());
    }

    [Fact]
    public void Delays_are_distributed_as_their_rule_says()
    {
        var fixedDelays = Delays("delay=20ms:50%");
        Assert.InRange(fixedDelays.Count(delay => delay == TimeSpan.FromMilliseconds(20)), 4_700, 5_300);
        Assert.All(fixedDelays, delay => Assert.True(delay == TimeSpan.Zero || delay == TimeSpan.FromMilliseconds(20)));

        var even = Delays("delay=20ms±5ms");
        Assert.All(even, delay => Assert.InRange(delay.TotalMilliseconds, 15, 25));
        Assert.InRange(even.Average(delay => delay.TotalMilliseconds), 19.8, 20.2);
        Assert.True(even.Max() - even.Min() > TimeSpan.FromMilliseconds(9));

        var exponential = Delays("delay=exp:20ms");
        Assert.InRange(exponential.Average(delay => delay.TotalMilliseconds), 19, 21);
        Assert.InRange(exponential.Count(delay => delay.TotalMilliseconds > 20), 3_500, 3_860); // e^-1 of them

        static TimeSpan[] Delays(string rule)
        {
            var plan = new FaultPlan(FaultRules.Parse(rule), seed: 18, new FaultCounts());
            return [.. Enumerable.Range(0, 10_000).Select(_ => plan.NextDelay())];
        }
    }

    [Fact]
    public void Connections_are_struck_with_their_probability_and_the_same_seed_strikes_the_same()
    {
        var rules = FaultRules.Parse("refuse:10%,no-close:50%,stall=1s@5:50%,truncate=@10:50%,reset=@20:50%,throttle=1k/s:50%");

        var plans = Plans();

        Assert.InRange(plans.Count(plan => plan.Refuses), 850, 1_150);
        Assert.InRange(plans.Count(plan => plan.NeverCloses), 4_700, 5_300);
        Assert.InRange(plans.Count(plan => plan.Stall is not null), 4_700, 5_300);
        Assert.InRange(plans.Count(plan => plan.BytesPerSecond is 1_024), 4_700, 5_300);
        Assert.InRange(plans.Count(plan => plan.Cut is { Kind: FaultKind.Truncate }), 4_700, 5_300);
        Assert.InRange(plans.Count(plan => plan.Cut is { Kind: FaultKind.Reset }), 2_250, 2_750); // where truncate did not come first
        Assert.Equal(plans.Select(plan => (plan.Refuses, plan.NeverCloses, plan.Cut)), Plans().Select(plan => (plan.Refuses, plan.NeverCloses, plan.Cut)));

        FaultPlan[] Plans() =>
            [.. Enumerable.Range(0, 10_000).Select(i => new FaultPlan(rules, SplitMix64.Derive(7, (ulong)i), new FaultCounts()))];
    }

    [Property]
    public void Slices_keep_their_bounds(PositiveInt least, NonNegativeInt more, ulong seed)
    {
        var plan = new FaultPlan(FaultRules.Parse($"slice={least.Get}..{least.Get + more.Get}"), seed, new FaultCounts());

        Assert.True(plan.SlicesNext());
        Assert.InRange(plan.NextSlice(), least.Get, least.Get + more.Get);
    }

    private static byte[] Echo(FaultRules rules, ulong seed, byte[] stream, PositiveInt[] cuts)
    {
        var faults = new ChunkFaults(rules, seed, new FaultCounts());
        var echo = new List<byte>();
        foreach (var piece in Cut(stream, cuts))
        {
            echo.AddRange(faults.Apply(piece, out var isReset).ToArray());
            if (isReset)
            {
                return [.. echo];
            }
        }

        echo.AddRange(faults.Finish().ToArray());
        return [.. echo];
    }

    private static IEnumerable<ByteString> Cut(byte[] data, PositiveInt[] sizes)
    {
        var offset = 0;
        for (var i = 0; offset < data.Length; i++)
        {
            var size = Math.Min(sizes.Length == 0 ? data.Length : sizes[i % sizes.Length].Get, data.Length - offset);
            yield return ByteString.FromBytes(data, offset, size);
            offset += size;
        }
    }

    private static byte[] Repeat(byte[] pattern, int length) =>
        [.. Enumerable.Range(0, length).Select(i => pattern.Length == 0 ? (byte)i : pattern[i % pattern.Length])];
}
