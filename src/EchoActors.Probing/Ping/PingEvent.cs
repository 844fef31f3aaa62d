using EchoActors.Client;
using EchoActors.Filters.Tls;

namespace EchoActors.Probing.Ping;

/// <summary>An event of a running ping.</summary>
public abstract record PingEvent
{
    private PingEvent()
    {
    }

    /// <summary>A connection is established.</summary>
    /// <param name="Local">Our end; its port is the flow that routers and bundles of links tell apart.</param>
    /// <param name="Remote">The address that answered.</param>
    /// <param name="ResolveTime">How long the name took to resolve; zero for an address.</param>
    /// <param name="ConnectTime">How long the connection took.</param>
    public sealed record Connected(Endpoint Local, Endpoint Remote, TimeSpan ResolveTime, TimeSpan ConnectTime) : PingEvent
    {
        /// <summary>How long the TLS handshake took, after the connection; null without TLS.</summary>
        public TimeSpan? HandshakeTime { get; init; }

        /// <summary>The addresses of the name that failed before this one answered, each with what it said.</summary>
        public IReadOnlyList<string> Tried { get; init; } = [];

        /// <summary>What TLS has agreed on; null without it.</summary>
        public TlsSession? Tls { get; init; }
    }

    /// <summary>A probe came back whole and unchanged.</summary>
    /// <param name="Sequence">Its number, from 1.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="RoundTrip">From sending it to the last byte of its echo.</param>
    public sealed record Echoed(long Sequence, int Bytes, TimeSpan RoundTrip) : PingEvent;

    /// <summary>A probe did not come back.</summary>
    /// <param name="Sequence">Its number, from 1.</param>
    /// <param name="Cause">Why.</param>
    /// <param name="Message">Why, for a person.</param>
    public sealed record Lost(long Sequence, EchoEnd Cause, string Message) : PingEvent;

    /// <summary>The connection broke while no probe was outstanding. The next probe opens another.</summary>
    /// <param name="Cause">Why; <see cref="EchoEnd.Surplus"/> and <see cref="EchoEnd.Mismatch"/> are faults of the server.</param>
    /// <param name="Message">Why, for a person.</param>
    public sealed record Broken(EchoEnd Cause, string Message) : PingEvent;
}
