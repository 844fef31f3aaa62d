using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace EchoActors.Dispatch;

/// <summary>
/// A scheduler for <c>akka.scheduler.implementation</c> with a timer of the runtime for each entry: nothing wakes where nothing
/// is due. Akka's own wakes about five times a tick, whether anything is due or not; it is the better one where many entries are.
/// </summary>
internal sealed class RuntimeTimerScheduler(Config config, ILoggingAdapter log)
    : SchedulerBase(config, log), IDateTimeOffsetNowTimeProvider, IDisposable
{
    /// <summary>The HOCON that gives an actor system this scheduler.</summary>
    internal static readonly Config Enabled = ConfigurationFactory.ParseString(
        $"akka.scheduler.implementation = \"{typeof(RuntimeTimerScheduler).FullName}, {typeof(RuntimeTimerScheduler).Assembly.GetName().Name}\"");

    // The most that System.Threading.Timer takes: 49 days.
    private const long LongestWait = uint.MaxValue - 1;

    private readonly long _startedAt = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentDictionary<Entry, bool> _entries = new();
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => TimeProvider.System.GetElapsedTime(_startedAt);

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <summary>How many entries wait, or are repeated.</summary>
    internal int Scheduled => _entries.Count;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow;

    /// <summary>Nothing that is scheduled is run from here on.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var entry in _entries.Keys)
        {
            entry.Stop();
        }
    }

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(delay, null, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Schedule(delay, null, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Schedule(delay, null, action.Run, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Schedule(initialDelay, interval, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Schedule(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        if (_isDisposed)
        {
            throw new SchedulerException("The actor system has ended: nothing can be scheduled.");
        }

        var entry = new Entry(this, action, isRepeated: interval is not null);
        _entries[entry] = true;
        entry.Start(Milliseconds(delay), interval is { } period ? Milliseconds(period) : Timeout.Infinite, cancelable);
        if (_isDisposed)
        {
            entry.Stop();
        }
    }

    // The runtime's clock counts whole milliseconds: one more, so that nothing comes too early.
    private static long Milliseconds(TimeSpan time) =>
        time <= TimeSpan.Zero ? 0 : Math.Min((long)Math.Ceiling(time.TotalMilliseconds) + 1, LongestWait);

    private sealed class Entry
    {
        private readonly RuntimeTimerScheduler _scheduler;
        private readonly Action _action;
        private readonly bool _isRepeated;
        private readonly Timer _timer;
        private CancellationTokenRegistration _cancellation;

        public Entry(RuntimeTimerScheduler scheduler, Action action, bool isRepeated)
        {
            _scheduler = scheduler;
            _action = action;
            _isRepeated = isRepeated;
            _timer = new Timer(static entry => ((Entry)entry!).Run(), this, Timeout.Infinite, Timeout.Infinite);
        }

        public void Start(long delay, long period, ICancelable? cancelable)
        {
            _cancellation = cancelable?.Token.Register(static entry => ((Entry)entry!).Stop(), this) ?? default;
            _timer.Change(delay, period);
        }

        /// <summary>Whoever stops it first learns so; it does not run afterwards, unless it is running.</summary>
        public bool Stop()
        {
            if (!_scheduler._entries.TryRemove(this, out _))
            {
                return false;
            }

            _timer.Dispose();
            _cancellation.Unregister();
            return true;
        }

        private void Run()
        {
            if (_isRepeated ? !_scheduler._entries.ContainsKey(this) : !Stop())
            {
                return;
            }

            try
            {
                _action();
            }
            catch (Exception e)
            {
                // As Akka's own scheduler decides: what fails is not repeated, and ends nothing else.
                _scheduler.Log.Error(e, "What was scheduled has failed.");
                Stop();
            }
        }
    }
}
