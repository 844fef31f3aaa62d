using System.Diagnostics;
using EchoActors.Benchmarks.Linux;
using HdrHistogram;

namespace EchoActors.Benchmarks.Load;

/// <summary>
/// A closed-loop load on one thread over epoll: a connection asks again as soon as it was answered. On a core of its own
/// it polls, so that its own sleeping and waking is not measured; on a shared one it waits.
/// </summary>
internal abstract class LoadLoop(bool ownCore) : IDisposable
{
    private static readonly long StallTicks = 10 * Stopwatch.Frequency;
    private readonly int _patienceMilliseconds = ownCore ? 0 : 10;
    private LongHistogram _latencies = NewHistogram();
    private long _idleTicks;
    private long _lastExchangeAt = Stopwatch.GetTimestamp();

    protected Epoll Epoll { get; } = new();

    protected byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(Pattern.MaximumSpan, pinned: true);

    /// <summary>Whether answered connections ask again.</summary>
    protected bool IsAsking { get; private set; }

    /// <summary>Connects what the load needs before its first window.</summary>
    internal virtual void Open()
    {
    }

    /// <summary>Loads the server for <paramref name="duration"/>. What is in flight at the end is left to the next window.</summary>
    internal LoadWindow Run(TimeSpan duration)
    {
        (_latencies, _idleTicks) = (NewHistogram(), 0);
        BeginWindow();
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        _lastExchangeAt = start;
        if (!IsAsking)
        {
            IsAsking = true;
            AskAll();
        }

        var now = start;
        for (; now < end; now = Stopwatch.GetTimestamp())
        {
            HandleEvents(now);
        }

        return new LoadWindow(
            Stopwatch.GetElapsedTime(start, now), _latencies.TotalCount, _latencies,
            1 - ((double)_idleTicks / (now - start)), SlowestShare());
    }

    /// <summary>Stops asking, awaits and verifies what is outstanding, and closes.</summary>
    internal void Finish()
    {
        IsAsking = false;
        Await(() => !HasOutstanding());
    }

    public virtual void Dispose() => Epoll.Dispose();

    protected abstract void AskAll();

    protected abstract void Handle(int key);

    protected abstract bool HasOutstanding();

    protected virtual void BeginWindow()
    {
    }

    protected virtual double? SlowestShare() => null;

    protected void Await(Func<bool> condition)
    {
        _lastExchangeAt = Stopwatch.GetTimestamp();
        while (!condition())
        {
            HandleEvents(Stopwatch.GetTimestamp());
        }
    }

    protected void Record(long startedAt, long now, int count = 1)
    {
        _latencies.RecordValueWithCount(Math.Max(1, now - startedAt), count);
        _lastExchangeAt = now;
    }

    private static LongHistogram NewHistogram() => new(TimeSpan.FromMinutes(1).Ticks * TimeSpan.NanosecondsPerTick, 2);

    private void HandleEvents(long now)
    {
        var count = Epoll.Wait(_patienceMilliseconds);
        if (count == 0)
        {
            _idleTicks += Stopwatch.GetTimestamp() - now;
            if (now - _lastExchangeAt > StallTicks)
            {
                throw new LoadException("Nothing came back for 10 s.");
            }
        }

        for (var i = 0; i < count; i++)
        {
            Handle(Epoll.Key(i));
        }
    }
}
