using Akka.Event;

namespace EchoActors.Server;

/// <summary>What a server admits: what its options ask for, lowered to what this process can bear.</summary>
/// <param name="MaxClients">How many clients at once.</param>
/// <param name="MaxHandshakes">How many connections of one listener may be in their handshake at once, beside the clients.</param>
/// <param name="ReasonAtMaximum">Why one client more is refused.</param>
internal sealed record ProcessLimits(int MaxClients, int MaxHandshakes, RefusalReason ReasonAtMaximum)
{
    /// <summary>The limits of a server with <paramref name="options"/>; each that is lowered is a warning in the log.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="log">The log of the server.</param>
    /// <param name="clients">How many clients the server has already: their descriptors are open.</param>
    public static ProcessLimits Of(EchoServerOptions options, ILoggingAdapter log, int clients = 0)
    {
        var limits = new ProcessLimits(options.MaxConnections, options.MaxHandshakes, RefusalReason.ConnectionLimit);
        var sharing = options.ServersInProcess > 1 ? $", for {options.ServersInProcess} servers" : "";
        if (DescriptorLimit.ReadConnections(options.ReservedDescriptors) is { } descriptors)
        {
            var because = $"this process may open {descriptors.Limit} descriptors (ulimit -n){sharing}";
            limits = limits.Within(clients + (descriptors.Connections / options.ServersInProcess), RefusalReason.ConnectionLimit, because, options, log);
        }

        var memory = MemoryLimit.Read(options.Transport, options.FrameSize);
        var within = $"this process may use {memory.Bytes / (1024 * 1024)} MiB of memory{sharing}";
        return limits.Within(memory.Connections / options.ServersInProcess, RefusalReason.MemoryLimit, within, options, log);
    }

    // Of the places, at most a quarter is for handshakes, so that they leave most of them to clients.
    private ProcessLimits Within(int places, RefusalReason reason, string because, EchoServerOptions options, ILoggingAdapter log)
    {
        var listeners = options.Listen.Count(listener => listener.HasHandshake);
        var handshakes = listeners == 0 ? MaxHandshakes : Math.Clamp(places / 4 / listeners, 1, MaxHandshakes);
        if (handshakes < MaxHandshakes)
        {
            log.Warning("max-handshakes is lowered from {Asked} to {Effective}: {Reason}", MaxHandshakes, handshakes, because);
        }

        var clients = Math.Max(1, places - (listeners * handshakes));
        if (clients >= MaxClients)
        {
            return this with { MaxHandshakes = handshakes };
        }

        log.Warning("max-connections is lowered from {Asked} to {Effective}: {Reason}", MaxClients, clients, because);
        return new ProcessLimits(clients, handshakes, reason);
    }
}
