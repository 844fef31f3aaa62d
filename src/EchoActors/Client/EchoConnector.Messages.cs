using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;

namespace EchoActors.Client;

// What a connector tells its parent, and itself.
internal sealed partial class EchoConnector
{
    /// <summary>An address answered. Its connection waits to be registered.</summary>
    public sealed record Found(IActorRef Connection, Tcp.Connected Ends, TimeSpan ResolveTime, TimeSpan ConnectTime)
    {
        /// <summary>The socket, to ask the kernel about it; null where the transport has none.</summary>
        public Socket? Socket { get; init; }

        /// <summary>How long its filters took, after it was connected; null where there are none.</summary>
        public TimeSpan? HandshakeTime { get; init; }

        /// <summary>The addresses that failed before, each with what it said.</summary>
        public IReadOnlyList<string> Tried { get; init; } = [];
    }

    /// <summary>The name has no address, or no address answered.</summary>
    public sealed record Failed(EchoEnd End, string Message);

    /// <summary>Finds the addresses of a name.</summary>
    public delegate Task<IPAddress[]> Resolver(string host, AddressFamily family, CancellationToken cancellationToken);

    private sealed record Resolved(IPAddress[] Addresses);

    private sealed record ResolveFailed(Exception Cause);

    private sealed record TimedOut(AddressRace.Attempt Attempt);

    private sealed class NextAddress
    {
        public static readonly NextAddress Instance = new();
    }

    private sealed class ResolveTimeout
    {
        public static readonly ResolveTimeout Instance = new();
    }
}
