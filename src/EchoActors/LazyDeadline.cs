using Akka.Actor;

namespace EchoActors;

/// <summary>
/// A limit on the time that an actor waits without progress. One timer runs, however often there is progress: when it fires,
/// <see cref="HasExpired"/> looks at the clock and starts it again for the rest. A timer for each message would cost more
/// than the message. A timer that fires late says that the process was stopped (SIGSTOP, a suspended machine): what has
/// happened meanwhile may lie in a socket or a mailbox, so the deadline waits a quarter longer before it expires.
/// </summary>
/// <param name="check">The timer's key, and the message that the actor gets when it fires.</param>
/// <param name="limit">The longest time without progress.</param>
/// <param name="timers">The actor's timers.</param>
/// <param name="time">The clock, monotonic: the time of day may jump.</param>
internal sealed class LazyDeadline(object check, TimeSpan limit, ITimerScheduler timers, TimeProvider time)
{
    private long _progressAt;
    private long _startedAt; // the timer
    private TimeSpan _delay; // of the timer

    /// <summary>Whether it was started, and neither stopped nor expired since.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Starts to wait; of no effect while it runs.</summary>
    public void Start()
    {
        if (!IsRunning)
        {
            IsRunning = true;
            _progressAt = time.GetTimestamp();
            StartTimer(limit);
        }
    }

    /// <summary>Waits the whole limit again, from now.</summary>
    public void NoteProgress()
    {
        if (IsRunning)
        {
            _progressAt = time.GetTimestamp();
        }
    }

    /// <summary>Waits the whole limit again, from <paramref name="timestamp"/> of the clock.</summary>
    public void NoteProgress(long timestamp) => _progressAt = timestamp;

    /// <summary>Waits no longer. The message of a timer under way still arrives.</summary>
    public void Stop() => IsRunning = false;

    /// <summary>Asked when the timer has fired: whether the limit has passed without progress. If not, waits for the rest.</summary>
    public bool HasExpired()
    {
        var left = limit - time.GetElapsedTime(_progressAt);
        if (left <= TimeSpan.Zero && time.GetElapsedTime(_startedAt) > _delay + (limit / 4))
        {
            left = limit / 4;
        }

        IsRunning = left > TimeSpan.Zero;
        if (IsRunning)
        {
            StartTimer(left);
        }

        return !IsRunning;
    }

    private void StartTimer(TimeSpan delay)
    {
        (_startedAt, _delay) = (time.GetTimestamp(), delay);
        timers.StartSingleTimer(check, check, delay);
    }
}
