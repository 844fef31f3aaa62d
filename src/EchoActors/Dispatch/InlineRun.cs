using System.Diagnostics;
using Akka.Dispatch;

namespace EchoActors.Dispatch;

/// <summary>
/// One thread's turn at running mailboxes: the first, then those that it schedules, in order, within bounds. What is left
/// then is another turn, on the pool.
/// </summary>
internal sealed class InlineRun : IThreadPoolWorkItem
{
    /// <summary>The name that the runtime gives the threads on which sockets complete.</summary>
    internal const string SocketThreadName = ".NET Sockets";

    [ThreadStatic]
    private static InlineRun? _current;

    // A socket thread begins a turn for each arrival, and nearly all of them end within their bounds.
    [ThreadStatic]
    private static InlineRun? _spare;

    [ThreadStatic]
    private static bool? _runsInline;

    private readonly Queue<IRunnable> _runs = new(8);
    private readonly RunToCompletionOptions _settings;

    private InlineRun(RunToCompletionOptions settings) => _settings = settings;

    private static bool RunsInline => _runsInline ??= Thread.CurrentThread.Name == SocketThreadName;

    /// <summary>
    /// Lets the calling thread run the turns that it begins, as socket threads do. For a thread that waits for its moment
    /// and may be held for a turn.
    /// </summary>
    public static void RunOnThisThread() => _runsInline = true;

    /// <summary>Adds to the turn that this thread is at, if it is at one.</summary>
    public static bool TryJoin(IRunnable run)
    {
        if (_current is not { } turn)
        {
            return false;
        }

        turn._runs.Enqueue(run);
        return true;
    }

    /// <summary>Runs what a socket completed at once; on a thread that runs turns and is at none, as the beginning of one.</summary>
    public static void RunCompleted(IRunnable run, RunToCompletionOptions settings)
    {
        if (_current is null && RunsInline)
        {
            RunHereOrOnPool(run, settings);
        }
        else
        {
            run.Run();
        }
    }

    /// <summary>Begins a turn: at once on a thread that runs turns, on the pool from any other.</summary>
    public static void RunHereOrOnPool(IRunnable run, RunToCompletionOptions settings)
    {
        var turn = _spare is { } spare && ReferenceEquals(spare._settings, settings) ? spare : new InlineRun(settings);
        _spare = null;
        turn._runs.Enqueue(run);
        if (RunsInline)
        {
            turn.Execute();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(turn, preferLocal: true);
        }
    }

    public void Execute()
    {
        // Never null: no thread that runs turns suppresses its flow.
        var context = ExecutionContext.Capture()!;
        var started = Stopwatch.GetTimestamp();
        var left = _settings.MaxRuns;
        _current = this;
        try
        {
            do
            {
                _runs.Dequeue().Run();
                if (ExecutionContext.Capture() != context)
                {
                    ExecutionContext.Restore(context);
                }
            }
            while (_runs.Count > 0 && --left > 0 && Stopwatch.GetElapsedTime(started) < _settings.MaxTime);
        }
        finally
        {
            _current = null;
            if (_runs.Count > 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            else
            {
                _spare = this;
            }
        }
    }
}
