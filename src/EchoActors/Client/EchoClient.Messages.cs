using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using EchoActors.Filters.Tls;

namespace EchoActors.Client;

// The messages that an owner tells its client, and those that the client tells its owner.
public sealed partial class EchoClient
{
    /// <summary>Sends bytes. They are compared with what comes back.</summary>
    public sealed record Send : INoSerializationVerificationNeeded
    {
        /// <summary>Asks for <paramref name="data"/> to be sent.</summary>
        /// <param name="data">At least one byte: a TCP stream can't carry nothing.</param>
        /// <param name="confirm">Whether to be told <see cref="Sent"/> when the kernel has it all.</param>
        /// <exception cref="ArgumentException"><paramref name="data"/> is empty.</exception>
        public Send(ByteString data, bool confirm = false)
        {
            if (data.IsEmpty)
            {
                throw new ArgumentException("There is nothing to send: give at least one byte.", nameof(data));
            }

            Data = data;
            Confirm = confirm;
        }

        /// <summary>The bytes to send.</summary>
        public ByteString Data { get; }

        /// <summary>Whether <see cref="Sent"/> is wanted.</summary>
        public bool Confirm { get; }
    }

    /// <summary>Ends the stream after what was sent so far (<c>shutdown(SHUT_WR)</c>) and reads on to its end.</summary>
    public sealed class FinishSending
    {
        /// <summary>The one instance.</summary>
        public static readonly FinishSending Instance = new();

        private FinishSending()
        {
        }
    }

    /// <summary>Gives the exchange up: what was sent is flushed, outstanding echoes are not waited for.</summary>
    public sealed class Close
    {
        /// <summary>The one instance.</summary>
        public static readonly Close Instance = new();

        private Close()
        {
        }
    }

    /// <summary>Gives the exchange up at once: the connection is reset, which leaves no TIME_WAIT behind (tcp(7)).</summary>
    public sealed class Abort
    {
        /// <summary>The one instance.</summary>
        public static readonly Abort Instance = new();

        private Abort()
        {
        }
    }

    /// <summary>The connection is established.</summary>
    /// <param name="Local">Our end.</param>
    /// <param name="Remote">The server's end: the address that answered.</param>
    /// <param name="ResolveTime">How long the name took to resolve; zero for an address.</param>
    /// <param name="ConnectTime">How long the connection took, from the first address tried.</param>
    public sealed record Connected(Endpoint Local, Endpoint Remote, TimeSpan ResolveTime, TimeSpan ConnectTime)
    {
        /// <summary>The socket, to ask the kernel about it: the transport owns it. Null where the transport has none.</summary>
        internal Socket? Socket { get; init; }

        /// <summary>How long its handshake took, after it was connected; null for one without TLS.</summary>
        public TimeSpan? HandshakeTime { get; init; }

        /// <summary>The addresses of the name that failed before this one answered, each with what it said.</summary>
        public IReadOnlyList<string> Tried { get; init; } = [];

        /// <summary>What TLS has agreed on; null for a connection without it.</summary>
        public TlsSession? Tls { get; init; }
    }

    /// <summary>The kernel has all of a <see cref="Send"/> that asked to be confirmed.</summary>
    public sealed class Sent(ByteString data) : Tcp.Event
    {
        /// <summary>The bytes that were sent.</summary>
        public ByteString Data { get; } = data;
    }

    /// <summary>Bytes came back, and they are the bytes that were sent.</summary>
    /// <param name="Data">The bytes, as they were read; not necessarily cut as they were sent.</param>
    /// <param name="Timestamp">When they were read, in the time provider's timestamp units.</param>
    public sealed record Echoed(ByteString Data, long Timestamp) : INoSerializationVerificationNeeded;

    /// <summary>The exchange is over. Nothing follows.</summary>
    public sealed record Ended(EchoOutcome Outcome);

    private sealed class AnswerCheck
    {
        public static readonly AnswerCheck Instance = new();
    }

    private sealed class Overdue
    {
        public static readonly Overdue Instance = new();
    }

    private sealed class ConnectionStopped
    {
        public static readonly ConnectionStopped Instance = new();
    }
}
