using System.Net;
using EchoActors.Filters;

namespace EchoActors.Server;

/// <summary>
/// The byte counts of one connection. Only the connection's actor writes them; any thread reads them.
/// </summary>
public sealed class ConnectionTraffic
{
    private long _bytesReceived;
    private long _bytesSent;
    private long _echoes;

    internal ConnectionTraffic(EndPoint remote, TimeProvider time, ConnectionFacts? facts = null)
    {
        Remote = remote;
        Facts = facts;
        Since = time.GetUtcNow();
        StartedAt = time.GetTimestamp();
    }

    /// <summary>The client's end.</summary>
    public EndPoint Remote { get; }

    /// <summary>What the filters of its connection have found out, or null for a plain one.</summary>
    public ConnectionFacts? Facts { get; }

    /// <summary>When the client was accepted.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>The same moment on the clock of durations, which never jumps.</summary>
    internal long StartedAt { get; }

    /// <summary>Bytes read from the client.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Bytes that its socket has given so far, read by the client's handler or taken by a filter.</summary>
    internal long BytesArrived => Facts?.BytesArrived ?? BytesReceived;

    /// <summary>Bytes sent back to it: those that the kernel has taken.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Bytes read and not yet sent back.</summary>
    public long BytesUnacknowledged => Math.Max(0, BytesReceived - BytesSent);

    /// <summary>Chunks given back to it, as acknowledged by its socket.</summary>
    public long Echoes => Volatile.Read(ref _echoes);

    internal void AddReceived(int bytes) => Volatile.Write(ref _bytesReceived, _bytesReceived + bytes);

    internal void AddSent(int bytes)
    {
        Volatile.Write(ref _bytesSent, _bytesSent + bytes);
        Volatile.Write(ref _echoes, _echoes + 1);
    }
}
