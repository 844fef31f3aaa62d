using Akka.Actor;

namespace EchoActors.Client;

/// <summary>The echo client for code that isn't an actor: one exchange as one task.</summary>
public static class EchoExchange
{
    /// <summary>Sends <paramref name="message"/>, ends the stream, and compares what comes back.</summary>
    /// <inheritdoc cref="EchoAsync(IActorRefFactory, Endpoint, EchoTransfer, EchoClientOptions, CancellationToken)"/>
    public static Task<EchoReport> EchoAsync(
        this IActorRefFactory actors,
        Endpoint target,
        ReadOnlyMemory<byte> message,
        EchoClientOptions options,
        CancellationToken cancellationToken = default) =>
        actors.EchoAsync(
            target, new EchoTransfer(new MemoryStream(message.ToArray()), Stream.Null), options, cancellationToken);

    /// <summary>
    /// Sends the input of <paramref name="transfer"/> while it is read, ends the stream where it ends, compares every
    /// byte that comes back as it arrives, and writes it to the output.
    /// </summary>
    /// <param name="actors">The system, or the actor, that the exchange's actors belong to.</param>
    /// <param name="target">The echo server.</param>
    /// <param name="transfer">What is sent and where the echo goes.</param>
    /// <param name="options">Deadlines and sizes.</param>
    /// <param name="cancellationToken">Gives the exchange up and resets its connection.</param>
    /// <returns>How it ended. Network errors are an outcome, not an exception.</returns>
    /// <exception cref="OperationCanceledException">It was given up, or its actor system was stopped.</exception>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names its setting.</exception>
    public static Task<EchoReport> EchoAsync(
        this IActorRefFactory actors,
        Endpoint target,
        EchoTransfer transfer,
        EchoClientOptions options,
        CancellationToken cancellationToken = default) => actors.RunAsync<EchoReport>(
            done => EchoStream.Props(target, options.Checked(), transfer, done, TimeProvider.System), cancellationToken);
}
