using System.Net;
using EchoActors.Filters;

namespace EchoActors.Server;

// The messages that a server receives, and its answers.
public sealed partial class EchoServer
{
    /// <summary>Asks to be told <see cref="Bound"/> or <see cref="BindFailed"/>, now or as soon as it is known.</summary>
    public sealed class GetBound
    {
        /// <summary>The one instance.</summary>
        public static readonly GetBound Instance = new();

        private GetBound()
        {
        }
    }

    /// <summary>Asks for a <see cref="Status"/>.</summary>
    public sealed class GetStatus
    {
        /// <summary>The one instance.</summary>
        public static readonly GetStatus Instance = new();

        private GetStatus()
        {
        }
    }

    /// <summary>
    /// Turn new clients away, serve each open one until it is quiet and then end its stream, and reset those that are
    /// left at the drain timeout. Answered with <see cref="Drained"/>; asked again, it is answered again.
    /// </summary>
    public sealed class Drain
    {
        /// <summary>The one instance.</summary>
        public static readonly Drain Instance = new();

        private Drain()
        {
        }
    }

    /// <summary>Every address is bound.</summary>
    /// <param name="Addresses">The addresses as bound, with their real ports.</param>
    public sealed record Bound(IReadOnlyList<Endpoint> Addresses);

    /// <summary>An address could not be bound; the server has released the others and serves no one.</summary>
    /// <param name="Address">The address asked for.</param>
    /// <param name="Message">The reason, in one sentence.</param>
    public sealed record BindFailed(Endpoint Address, string Message);

    /// <summary>
    /// Changes limits and deadlines: <see cref="EchoServerOptions.MaxConnections"/>,
    /// <see cref="EchoServerOptions.MaxConnectionsPerAddress"/>, <see cref="EchoServerOptions.IdleTimeout"/>,
    /// <see cref="EchoServerOptions.SendTimeout"/>, <see cref="EchoServerOptions.EchoWindow"/>,
    /// <see cref="EchoServerOptions.LogConnections"/> and <see cref="EchoServerOptions.Transcript"/>. The two timeouts apply to
    /// every client at once, the rest to new ones; clients that are there stay, also above a lower limit. Everything else needs a server that is started again.
    /// </summary>
    /// <param name="Options">The options to take them from.</param>
    public sealed record Reconfigure(EchoServerOptions Options);

    /// <summary>The drain is over and the addresses are released.</summary>
    /// <param name="Completed">Clients that have every byte back, or have left by themselves meanwhile.</param>
    /// <param name="Aborted">Clients that the server reset: at the drain timeout, or because bytes could not be echoed.</param>
    public sealed record Drained(int Completed, int Aborted);

    /// <summary>The state of the server.</summary>
    /// <param name="Phase">Where it is in its life.</param>
    /// <param name="Addresses">The addresses bound now.</param>
    /// <param name="MaxConnections">The limit in force, lowered to what descriptors and memory allow.</param>
    /// <param name="Statistics">The live figures.</param>
    public sealed record Status(
        Phase Phase, IReadOnlyList<Endpoint> Addresses, int MaxConnections, EchoServerStatistics Statistics);

    /// <summary>Where a server is in its life.</summary>
    public enum Phase
    {
        /// <summary>Its addresses are being bound.</summary>
        Starting,

        /// <summary>It accepts clients.</summary>
        Serving,

        /// <summary>It turns new clients away and finishes with the open ones.</summary>
        Draining,

        /// <summary>It has no clients and is no longer bound.</summary>
        Drained,

        /// <summary>An address could not be bound when it started; it serves no one.</summary>
        Failed,
    }

    /// <summary>
    /// The next client from <paramref name="From"/> is the host's own health check: it is admitted above the limits and counts
    /// nowhere. Answered with <see cref="Status"/>. Only the last one told is expected.
    /// </summary>
    internal sealed record ExpectHealthCheck(IPEndPoint From);

    /// <summary>
    /// Other faults on every listener from now on, for clients that are connected as well. Only a door that asks for authority may
    /// tell it. Answered with <see cref="Status"/>.
    /// </summary>
    internal sealed record ChangeFaults(FaultRules Rules);

    private sealed class LookAtProgress
    {
        public static readonly LookAtProgress Instance = new();
    }

    private sealed class LogSecond
    {
        public static readonly LogSecond Instance = new();
    }

    private sealed class DrainDeadline
    {
        public static readonly DrainDeadline Instance = new();
    }
}
