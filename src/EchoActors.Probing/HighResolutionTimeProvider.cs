using System.Runtime.InteropServices;
using EchoActors.Dispatch;

namespace EchoActors.Probing;

/// <summary>
/// The clock of a ping and of a load: the system's clock with timers that are exact to a tenth of a millisecond. The timers of
/// <see cref="TimeProvider.System"/> are late by one or two milliseconds, and a load generator that is late measures itself. Each
/// timer has a thread. In a system that runs actors to completion, an actor that the callback tells something runs on that
/// thread.
/// </summary>
internal sealed partial class HighResolutionTimeProvider : TimeProvider
{
    /// <summary>The one instance.</summary>
    public static readonly HighResolutionTimeProvider Instance = new();

    private HighResolutionTimeProvider()
    {
    }

    /// <summary>A one-shot timer; periods are not supported.</summary>
    /// <param name="callback">What to call, on the timer's own thread; it must not block.</param>
    /// <param name="state">What to call it with.</param>
    /// <param name="dueTime">When to call, or <see cref="Timeout.InfiniteTimeSpan"/> for not yet.</param>
    /// <param name="period">Must be <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, callback, state, dueTime, period);

    private sealed partial class Timer : ITimer
    {
        private const int SetTimerSlack = 29; // PR_SET_TIMERSLACK of prctl(2)

        // Monitor.Wait keeps time to a millisecond or two: the rest is slept to the nanosecond clock.
        private static readonly TimeSpan Coarse = TimeSpan.FromMilliseconds(3);

        private readonly Lock _startLock = new();
        private readonly object _gate = new();
        private readonly TimeProvider _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private Thread? _thread;
        private long? _dueAt;
        private bool _disposed;

        public Timer(TimeProvider time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _time = time;
            _callback = callback;
            _state = state;
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(period, Timeout.InfiniteTimeSpan);
            lock (_gate)
            {
                if (_disposed)
                {
                    return false;
                }

                _dueAt = dueTime == Timeout.InfiniteTimeSpan
                    ? null
                    : _time.GetTimestamp() + (long)(dueTime.TotalSeconds * _time.TimestampFrequency);
                Monitor.Pulse(_gate);
            }

            lock (_startLock)
            {
                if (_thread is null)
                {
                    _thread = new Thread(Run) { IsBackground = true, Name = "echoactors pace", Priority = ThreadPriority.AboveNormal };
                    _thread.Start();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _disposed = true;
                Monitor.Pulse(_gate);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Run()
        {
            if (OperatingSystem.IsLinux())
            {
                // The system wakes threads up to 50 µs late to save power unless told otherwise (prctl(2)).
                _ = ProcessControl(SetTimerSlack, 1);
            }

            // The callback and the actors it tells run on this thread: waking a thread of the pool would make them late.
            InlineRun.RunOnThisThread();
            while (WaitUntilDue())
            {
                _callback(_state);
            }
        }

        // True when the time has come, false when the timer is disposed of.
        private bool WaitUntilDue()
        {
            while (true)
            {
                TimeSpan left;
                lock (_gate)
                {
                    while (!_disposed && _dueAt is null)
                    {
                        Monitor.Wait(_gate);
                    }

                    if (_disposed)
                    {
                        return false;
                    }

                    left = _time.GetElapsedTime(_time.GetTimestamp(), _dueAt!.Value);
                    if (left <= TimeSpan.Zero)
                    {
                        _dueAt = null;
                        return true;
                    }

                    if (left > Coarse)
                    {
                        Monitor.Wait(_gate, left - (Coarse / 2));
                        continue;
                    }
                }

                Sleep(left);
            }
        }

        private static void Sleep(TimeSpan duration)
        {
            if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            {
                var time = new TimeSpec { Seconds = (nint)duration.TotalSeconds, Nanoseconds = (nint)(duration.Ticks % TimeSpan.TicksPerSecond * 100) };
                _ = NanoSleep(in time, nint.Zero);
            }
            else
            {
                Thread.Sleep(1);
            }
        }

        [LibraryImport("libc", EntryPoint = "prctl")]
        private static partial int ProcessControl(int option, nuint nanoseconds);

        [LibraryImport("libc", EntryPoint = "nanosleep")]
        private static partial int NanoSleep(in TimeSpec duration, nint remaining);

        [StructLayout(LayoutKind.Sequential)]
        private struct TimeSpec
        {
            public nint Seconds;
            public nint Nanoseconds;
        }
    }
}
