using Akka.Actor;

namespace EchoActors.Probing.Ping;

/// <summary>
/// Pings over several connections at once. Routers and bundles of links choose the way of a connection by its ports, so that one
/// bad link among several shows on some flows only.
/// </summary>
public static class PingFlows
{
    /// <summary>Pings over several flows.</summary>
    /// <param name="actors">The system, or the actor, that the pings' actors belong to.</param>
    /// <param name="options">The target, number, pace and size of the probes of each flow.</param>
    /// <param name="flows">How many, at least 1.</param>
    /// <param name="cancellationToken">Ends the pings; what they found until then is their result.</param>
    /// <returns>The flows, those with the lowest ports first, those that never connected last.</returns>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names it.</exception>
    public static async Task<IReadOnlyList<PingFlow>> PingFlowsAsync(
        this IActorRefFactory actors, PingOptions options, int flows, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(flows, 1);
        var pings = await Task.WhenAll(Enumerable.Range(0, flows).Select(_ => PingAsync())).ConfigureAwait(false);
        return [.. pings.OrderBy(flow => flow.Ports.DefaultIfEmpty(int.MaxValue).First())];

        async Task<PingFlow> PingAsync()
        {
            var ports = new PortRecorder();
            var summary = await actors.PingAsync(options, ports, cancellationToken).ConfigureAwait(false);
            return new PingFlow(ports.Ports, summary);
        }
    }

    // A ping reports from one actor, one event at a time, and is over when they are read.
    private sealed class PortRecorder : IProgress<PingEvent>
    {
        public List<int> Ports { get; } = [];

        public void Report(PingEvent value)
        {
            if (value is PingEvent.Connected connected)
            {
                Ports.Add(connected.Local.Port);
            }
        }
    }
}
