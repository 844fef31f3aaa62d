using System.Runtime.InteropServices;
using Akka.Actor;
using EchoActors.Transport;

namespace EchoActors.Server;

/// <summary>
/// When one client last sent or acknowledged bytes, as seen by <see cref="ProgressMonitor"/>. Progress is the bytes that the
/// client's end has acknowledged (<see cref="TcpInfo"/>). On a system that does not tell them, it is the bytes that the kernel has
/// accepted.
/// </summary>
internal sealed class ClientProgress(IActorRef handler, ConnectionTraffic traffic, SafeHandle? socket, TimeSpan now)
{
    private long _received;
    private long _sent;
    private long _arrived;
    private long _acknowledged;

    /// <summary>The client's <see cref="EchoConnection"/>.</summary>
    public IActorRef Handler => handler;

    /// <summary>When it last sent or acknowledged something.</summary>
    public TimeSpan ActiveAt { get; private set; } = now;

    /// <summary>Since when it has acknowledged nothing although bytes are outstanding, here or in the kernel; else null.</summary>
    public TimeSpan? StalledSince { get; private set; }

    /// <summary>Whether it has sent or been sent something since the last look.</summary>
    public bool HasMoved => traffic.BytesReceived != _received || traffic.BytesSent != _sent;

    /// <summary>Looks at the client's socket and notes what has moved since the last look.</summary>
    public void Look(TimeSpan now)
    {
        var moved = HasMoved;
        (_received, _sent) = (traffic.BytesReceived, traffic.BytesSent);
        var kernel = TcpInfo.TryRead(socket);
        var (arrived, acknowledged) = (kernel?.BytesReceived ?? _received, kernel?.BytesAcknowledged ?? _sent);
        var takes = acknowledged != _acknowledged;
        if (moved || takes || arrived != _arrived)
        {
            ActiveAt = now;
        }

        (_arrived, _acknowledged) = (arrived, acknowledged);
        if (_received <= _sent && kernel?.HasUnacknowledged != true)
        {
            StalledSince = null;
        }
        else if (takes || StalledSince is null)
        {
            StalledSince = now;
        }
    }
}
