using System.Net;

namespace EchoActors.Server;

/// <summary>
/// What went through one connection so far. Written by the connection's actor alone, read by anyone.
/// </summary>
public sealed class ConnectionTraffic
{
    private long _bytesReceived;
    private long _bytesSent;
    private long _echoes;

    internal ConnectionTraffic(EndPoint remote, TimeProvider time)
    {
        Remote = remote;
        Since = time.GetUtcNow();
        StartedAt = time.GetTimestamp();
    }

    /// <summary>The client's end.</summary>
    public EndPoint Remote { get; }

    /// <summary>When the client was accepted.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>The same moment on the clock of durations, which never jumps.</summary>
    internal long StartedAt { get; }

    /// <summary>Bytes read from the client.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

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
