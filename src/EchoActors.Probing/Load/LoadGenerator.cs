using Akka.Actor;

namespace EchoActors.Probing.Load;

/// <summary>The load generator for code that isn't an actor: a whole load as one task.</summary>
public static class LoadGenerator
{
    /// <summary>Runs a load against an echo server.</summary>
    /// <param name="actors">The system, or the actor, that the load's actors belong to.</param>
    /// <param name="options">What the load is made of.</param>
    /// <param name="progress">Who is told each interval of the time line as it ends.</param>
    /// <param name="cancellationToken">Ends the load early; what was measured until then is its result, marked as partial.</param>
    /// <returns>What was measured. Network errors are part of it, not an exception.</returns>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names it.</exception>
    public static async Task<LoadResult> RunLoadAsync(
        this IActorRefFactory actors,
        LoadOptions options,
        IProgress<LoadInterval>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var done = new TaskCompletionSource<LoadResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = actors.ActorOf(LoadRun.Props(options.Checked(), done, progress, tcp: null, HighResolutionTimeProvider.Instance));
        await using var registration = cancellationToken.Register(() => run.Tell(LoadRun.Cancel.Instance));
        return await done.Task.ConfigureAwait(false);
    }
}
