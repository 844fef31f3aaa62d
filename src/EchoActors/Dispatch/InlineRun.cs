using System.Diagnostics;
using Akka.Dispatch;

namespace EchoActors.Dispatch;

/// <summary>
/// Runs mailboxes inline, on this thread: the first, then those that it schedules, in order, within bounds. The rest runs on the
/// pool.
/// </summary>
internal sealed class InlineRun : IThreadPoolWorkItem
{
    /// <summary>The name that the runtime gives the threads on which sockets complete.</summary>
    internal const string SocketThreadName = ".NET Sockets";

    [ThreadStatic]
    private static InlineRun? _current;

    // Used again: a socket thread begins a run for each arrival, and nearly all of them end within their bounds.
    [ThreadStatic]
    private static InlineRun? _spare;

    [ThreadStatic]
    private static bool? _runsInline;

    private readonly Queue<IRunnable> _runs = new(8);
    private readonly RunToCompletionOptions _settings;

    private InlineRun(RunToCompletionOptions settings) => _settings = settings;

    private static bool RunsInline => _runsInline ??= Thread.CurrentThread.Name == SocketThreadName;

    /// <summary>
    /// Lets the calling thread run mailboxes inline, as socket threads do. For a thread that otherwise waits, and that a run may
    /// hold up.
    /// </summary>
    public static void RunOnThisThread() => _runsInline = true;

    /// <summary>Adds to the run that is under way on this thread, if there is one.</summary>
    public static bool TryJoin(IRunnable run)
    {
        if (_current is not { } current)
        {
            return false;
        }

        current._runs.Enqueue(run);
        return true;
    }

    /// <summary>Begins an inline run on a socket thread, at once; from any other thread it runs on the pool.</summary>
    public static void RunHereOrOnPool(IRunnable run, RunToCompletionOptions settings)
    {
        var inline = _spare is { } spare && ReferenceEquals(spare._settings, settings) ? spare : new InlineRun(settings);
        _spare = null;
        inline._runs.Enqueue(run);
        if (RunsInline)
        {
            inline.Execute();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(inline, preferLocal: true);
        }
    }

    public void Execute()
    {
        // Never null: no thread that runs inline suppresses its flow.
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
