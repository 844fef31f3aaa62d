using System.Runtime.InteropServices;
using EchoActors.Transport;

namespace EchoActors.Server;

/// <summary>
/// Whether a client has really sent nothing. Bytes may lie unread in the socket, or be on their way to the connection's actor,
/// so the kernel is asked, which counts every byte that has arrived.
/// </summary>
internal struct ClientSilence(SafeHandle? socket, ConnectionTraffic traffic)
{
    private long _receivedWhenAsked = -1;

    /// <summary>
    /// For how long nothing has arrived. Where the kernel can't be asked: <paramref name="period"/> if nothing has since this was
    /// asked before, which is to be a period ago.
    /// </summary>
    public TimeSpan Length(TimeSpan period)
    {
        if (TcpInfo.TryRead(socket) is { } kernel)
        {
            return kernel.BytesReceived > traffic.BytesArrived ? TimeSpan.Zero : kernel.SinceLastReceived;
        }

        var silent = traffic.BytesReceived == _receivedWhenAsked;
        _receivedWhenAsked = traffic.BytesReceived;
        return silent ? period : TimeSpan.Zero;
    }
}
