using EchoActors.Probing.Load;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Probing.Tests.Load;

public sealed class SendScheduleTests
{
    private const long Frequency = 1_000_000_000;

    [Fact]
    public void Sends_are_spaced_evenly_from_the_start()
    {
        var schedule = new SendSchedule(500, 4, Frequency, 3);

        Assert.True(schedule.TryTake(long.MaxValue, out var first));
        Assert.True(schedule.TryTake(long.MaxValue, out var second));
        Assert.True(schedule.TryTake(long.MaxValue, out var third));
        Assert.False(schedule.TryTake(long.MaxValue, out _));
        Assert.Equal([500, 250_000_500, 500_000_500], new[] { first, second, third });
        Assert.True(schedule.IsOver);
    }

    [Fact]
    public void A_send_is_not_taken_before_it_is_due()
    {
        var schedule = new SendSchedule(0, 1, Frequency, 2);

        Assert.True(schedule.TryTake(0, out _));
        Assert.False(schedule.TryTake(Frequency - 1, out _));
        Assert.True(schedule.TryTake(Frequency, out _));
    }

    [Property]
    public void However_late_it_is_asked_every_send_keeps_its_own_time(byte[] waits)
    {
        var schedule = new SendSchedule(0, 1000, Frequency, 100);
        var now = 0L;
        var taken = new List<long>();
        foreach (var wait in waits)
        {
            now += wait * 1_000_000L;
            while (schedule.TryTake(now, out var dueAt))
            {
                Assert.True(dueAt <= now);
                taken.Add(dueAt);
            }
        }

        Assert.Equal(Enumerable.Range(0, taken.Count).Select(i => i * 1_000_000L), taken);
    }
}
