using HdrHistogram.Utilities;

namespace EchoActors.Probing;

/// <summary>
/// Records durations from any thread, and hands out those of one interval after another. Each duration is in exactly one
/// interval.
/// </summary>
/// <param name="digits">How many significant digits percentiles have, 1 to 3.</param>
internal sealed class DurationRecorder(int digits)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(0.5);

    private readonly WriterReaderPhaser _phaser = new();
    private DurationHistogram _current = new(digits);

    public void Record(long nanoseconds)
    {
        var phase = _phaser.WriterCriticalSectionEnter();
        try
        {
            Volatile.Read(ref _current).Record(nanoseconds);
        }
        finally
        {
            _phaser.WriterCriticalSectionExit(phase);
        }
    }

    /// <summary>The durations that were recorded since the last call. They no longer change.</summary>
    public DurationHistogram TakeInterval()
    {
        _phaser.ReaderLock();
        try
        {
            var taken = Interlocked.Exchange(ref _current, new DurationHistogram(digits));
            _phaser.FlipPhase(Pause); // waits for the threads that are recording in it
            return taken;
        }
        finally
        {
            _phaser.ReaderUnlock();
        }
    }
}
