using Akka.Dispatch;
using EchoActors.Transport.Direct;

namespace EchoActors.Dispatch;

/// <summary>
/// Runs a mailbox on the socket thread that fills it, and the mailboxes that this fills after it, on the same thread,
/// until none is left or a bound is reached.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Actors run on event loops, on socket threads, on pool threads and on those that ask for it (<see cref="InlineRun.RunOnThisThread"/>),
/// nowhere else. What a timer, a request or a user's thread schedules goes to the pool.</item>
/// <item>Only mailboxes that say so (<see cref="RunToCompletionQueue"/>) join a run, because what joins a run must not
/// block: it would hold the run and, on a socket thread, all of that thread's connections. Everything else is run as by
/// the stock executor, one pool item each.</item>
/// <item>A run is bounded in mailboxes and in time. What is left goes to the end of the pool's queue, as one item, so
/// that a busy connection neither holds its socket thread nor runs on two at once.</item>
/// <item>A mailbox is never scheduled twice at a time, so that an actor handles its messages in order, one at a time.</item>
/// <item>A failure that a mailbox does not handle is as fatal as on the stock executor; the rest of its run goes on.</item>
/// <item>After <see cref="Shutdown"/> nothing more is accepted; what was accepted is run.</item>
/// </list>
/// </remarks>
internal sealed class RunToCompletionExecutor(string id, RunToCompletionOptions settings) : ExecutorService(id)
{
    private volatile bool _shutDown;

    public override void Execute(IRunnable run)
    {
        if (_shutDown)
        {
            throw new RejectedExecutionException($"The executor of {Id} is shut down.");
        }

        if (run is not Mailbox { MessageQueue: RunToCompletionQueue })
        {
            ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);
        }
        else if (EventLoop.Current is { } loop)
        {
            loop.Execute(run);
        }
        else if (!InlineRun.TryJoin(run))
        {
            InlineRun.RunHereOrOnPool(run, settings);
        }
    }

    public override void Shutdown() => _shutDown = true;
}
