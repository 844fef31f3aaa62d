namespace EchoActors;

/// <summary>
/// A monotonic clock for deadlines that one actor looks at periodically. Time in which it did not look does not count: after a
/// stop of the process (SIGSTOP, a suspended machine) no peer is blamed for it.
/// </summary>
/// <param name="time">The clock behind it.</param>
internal sealed class WatchedClock(TimeProvider time)
{
    private long _lookedAt = time.GetTimestamp();
    private TimeSpan _watched;

    /// <summary>How often <see cref="Look"/> is called. Of a longer gap, twice as much counts.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>The time that counts, since the clock was made.</summary>
    public TimeSpan Now
    {
        get
        {
            var elapsed = time.GetElapsedTime(_lookedAt);
            return _watched + (elapsed < 2 * Interval ? elapsed : 2 * Interval);
        }
    }

    /// <summary>The periodic look: the time until now has been watched. Returns <see cref="Now"/>.</summary>
    public TimeSpan Look()
    {
        _watched = Now;
        _lookedAt = time.GetTimestamp();
        return _watched;
    }
}
