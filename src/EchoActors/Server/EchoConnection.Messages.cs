using System.Diagnostics.Metrics;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Server;

// The messages of a connection's actor, and the part that it shares with the others.
internal sealed partial class EchoConnection
{
    /// <summary>Serve the client until it is quiet, then end its stream.</summary>
    public sealed class Drain : IDeadLetterSuppression
    {
        public static readonly Drain Instance = new();
    }

    /// <summary>The drain deadline has passed: reset the connection.</summary>
    public sealed class AbortDrain : IDeadLetterSuppression
    {
        public static readonly AbortDrain Instance = new();
    }

    /// <summary>The client has neither sent nor acknowledged anything for the idle timeout: close the connection.</summary>
    public sealed class IdleTimedOut : IDeadLetterSuppression
    {
        public static readonly IdleTimedOut Instance = new();
    }

    /// <summary>The client has acknowledged none of its outstanding bytes for the send timeout: reset the connection.</summary>
    public sealed class SendTimedOut : IDeadLetterSuppression
    {
        public static readonly SendTimedOut Instance = new();
    }

    /// <summary>The connection has ended; told to the parent.</summary>
    public sealed record Ended(Admission.Lease Lease, ConnectionTraffic Traffic, ConnectionEnd End);

    /// <summary>The part that all connections of a server share.</summary>
    /// <param name="Options">The server's options.</param>
    /// <param name="Durations">How long the timed chunks took, in seconds.</param>
    /// <param name="Log">The server's log.</param>
    /// <param name="Time">The clock of deadlines and durations.</param>
    public sealed record Shared(EchoServerOptions Options, Histogram<double> Durations, ILoggingAdapter Log, TimeProvider Time);

    // Acknowledges the write of one chunk. Text only for the transcript; ArrivedAt is 0 for a chunk that is not timed.
    private sealed class WriteAck(int bytes, long arrivedAt, string? text) : Tcp.Event
    {
        public int Bytes { get; } = bytes;

        public long ArrivedAt { get; } = arrivedAt;

        public string? Text { get; } = text;
    }

    // Told again while chunks of this thread are as long, or lie in the same memory: then an echo allocates nothing.
    [ThreadStatic]
    private static WriteAck? _lastAck;

    [ThreadStatic]
    private static Tcp.Write? _lastWrite;

    private static Tcp.Write WriteOf(ByteString data)
    {
        if (_lastWrite is { } last && ReferenceEquals(last.Data, data))
        {
            return last;
        }

        if (_lastAck?.Bytes != data.Count)
        {
            _lastAck = new WriteAck(data.Count, arrivedAt: 0, text: null);
        }

        return _lastWrite = Tcp.Write.Create(data, _lastAck);
    }

    private sealed class QuietCheck : IDeadLetterSuppression
    {
        public static readonly QuietCheck Instance = new();
    }

    private sealed class ConnectionStopped
    {
        public static readonly ConnectionStopped Instance = new();
    }
}
