using Akka.Actor;

namespace EchoActors.Probing.Load;

/// <summary>The load generator for code that isn't an actor: a whole load as one task.</summary>
public static class LoadGenerator
{
    /// <summary>Runs a load against an echo server.</summary>
    /// <param name="actors">The system, or the actor, that the load's actors belong to.</param>
    /// <param name="options">The target, connections, rates and messages of the load.</param>
    /// <param name="progress">Receives each interval of the time line as it ends.</param>
    /// <param name="cancellationToken">Ends the load early; its result has what was measured until then, and is marked as partial.</param>
    /// <returns>The measurements. Network errors are part of it, not an exception.</returns>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names it.</exception>
    public static Task<LoadResult> RunLoadAsync(
        this IActorRefFactory actors,
        LoadOptions options,
        IProgress<LoadInterval>? progress = null,
        CancellationToken cancellationToken = default) => actors.RunAsync<LoadResult>(
            done => LoadRun.Props(options.Checked(), done, progress, tcp: null, HighResolutionTimeProvider.Instance), cancellationToken);
}
