using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Probing.Tests;

public sealed class DurationHistogramTests
{
    [Fact]
    public void Without_a_duration_there_is_no_figure()
    {
        var empty = new DurationHistogram();

        Assert.Equal((0, null, null, null, null), (empty.Count, empty.Shortest, empty.Mean, empty.Percentile(99), empty.Longest));
        Assert.Empty(empty.Curve(10));
    }

    [Property]
    public void A_single_duration_is_every_figure_exactly(uint nanoseconds, byte digits)
    {
        var histogram = new DurationHistogram(1 + (digits % 3));
        histogram.Record(nanoseconds);

        var exactly = TimeSpan.FromTicks((long)Math.Round(Math.Max(nanoseconds, 1) / 100.0));
        Assert.All(
            new[] { histogram.Shortest, histogram.Mean, histogram.Percentile(50), histogram.Percentile(99.9), histogram.Longest },
            figure => Assert.Equal(exactly, figure));
    }

    [Property]
    public void Every_figure_lies_between_the_shortest_and_the_longest(NonEmptyArray<uint> nanoseconds)
    {
        var histogram = new DurationHistogram();
        foreach (var each in nanoseconds.Get)
        {
            histogram.Record(each);
        }

        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(Math.Max(nanoseconds.Get.Min(), 1) / 100.0)), histogram.Shortest);
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(Math.Max(nanoseconds.Get.Max(), 1) / 100.0)), histogram.Longest);
        Assert.InRange(histogram.Mean!.Value, histogram.Shortest!.Value, histogram.Longest!.Value);
        Assert.All(
            histogram.Curve(5).Select(point => point.Duration).Append(histogram.Percentile(50)!.Value),
            figure => Assert.InRange(figure, histogram.Shortest.Value, histogram.Longest.Value));
    }

    [Fact]
    public async Task Each_duration_is_in_exactly_one_interval_of_a_recorder_whatever_thread_records_it()
    {
        const int Threads = 4;
        const int Each = 20_000;
        var recorder = new DurationRecorder(digits: 2);
        var recording = Task.WhenAll(Enumerable.Range(1, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                recorder.Record(thread * 1000);
            }
        })));
        var intervals = new List<DurationHistogram>();
        while (!recording.IsCompleted)
        {
            intervals.Add(recorder.TakeInterval());
        }

        await recording;
        intervals.Add(recorder.TakeInterval());

        Assert.Equal(Threads * Each, intervals.Sum(interval => interval.Count));
    }
}
