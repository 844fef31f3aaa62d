using Akka.Actor;

namespace EchoActors.Probing.Ping;

/// <summary>The ping for code that isn't an actor: a whole ping as one task.</summary>
public static class Pinger
{
    /// <summary>Pings an echo server.</summary>
    /// <param name="actors">The system, or the actor, that the ping's actors belong to.</param>
    /// <param name="options">The target, number, pace and size of the probes.</param>
    /// <param name="progress">Receives each event as it happens.</param>
    /// <param name="cancellationToken">Ends the ping; what it found until then is its result.</param>
    /// <returns>The ping as a whole. Network errors are part of it, not an exception.</returns>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names it.</exception>
    public static Task<PingSummary> PingAsync(
        this IActorRefFactory actors,
        PingOptions options,
        IProgress<PingEvent>? progress = null,
        CancellationToken cancellationToken = default) => actors.RunAsync<PingSummary>(
            done => PingRun.Props(options.Checked(), done, progress, tcp: null, HighResolutionTimeProvider.Instance), cancellationToken);
}
