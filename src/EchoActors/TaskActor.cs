using Akka.Actor;

namespace EchoActors;

/// <summary>
/// An actor that lives for one task. Its result completes the task, a failure of its own or of a child fails the task, and
/// its stop before either cancels the task. It is never restarted: a measurement or exchange that failed is not repeated.
/// </summary>
/// <param name="done">The task.</param>
internal abstract class TaskActor<TResult>(TaskCompletionSource<TResult> done) : UntypedActor
{
    /// <summary>Ends the actor and completes its task.</summary>
    protected void Complete(TResult result)
    {
        done.TrySetResult(result);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        done.TrySetException(failure);
        Self.Tell(PoisonPill.Instance);
        return Directive.Stop;
    });

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        done.TrySetException(reason);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    /// <inheritdoc/>
    protected override void PostStop() => done.TrySetCanceled();
}
