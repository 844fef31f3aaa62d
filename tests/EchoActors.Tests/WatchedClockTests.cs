using EchoActors.Tests.Doubles;
using Xunit;

namespace EchoActors.Tests;

public sealed class WatchedClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _time = new();
    private readonly WatchedClock _clock;

    public WatchedClockTests() => _clock = new WatchedClock(_time) { Interval = Second };

    [Fact]
    public void Time_between_looks_in_time_counts_whole()
    {
        for (var look = 0; look < 5; look++)
        {
            _time.Advance(Second);
            _clock.Look();
        }

        _time.Advance(Second / 2);
        Assert.Equal(5.5 * Second, _clock.Now);
    }

    [Fact]
    public void Of_a_gap_two_intervals_count()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(2 * Second, _clock.Now);
        Assert.Equal(2 * Second, _clock.Look());
        _time.Advance(Second);
        Assert.Equal(3 * Second, _clock.Look());
    }
}
