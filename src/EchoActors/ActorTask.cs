using Akka.Actor;

namespace EchoActors;

/// <summary>Runs a <see cref="TaskActor{TResult}"/> for code that is not an actor.</summary>
internal static class ActorTask
{
    /// <summary>Asks the actor to end. What that means for its result is the actor's own decision.</summary>
    public sealed class Cancel
    {
        public static readonly Cancel Instance = new();
    }

    /// <summary>Starts the actor and waits for its result.</summary>
    /// <param name="actors">The system, or the actor, that it belongs to.</param>
    /// <param name="props">The actor, given its task.</param>
    /// <param name="cancellationToken">Tells the actor <see cref="Cancel"/>.</param>
    public static async Task<TResult> RunAsync<TResult>(
        this IActorRefFactory actors,
        Func<TaskCompletionSource<TResult>, Props> props,
        CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = actors.ActorOf(props(done));
        await using var registration = cancellationToken.Register(() => actor.Tell(Cancel.Instance));
        return await done.Task.ConfigureAwait(false);
    }
}
