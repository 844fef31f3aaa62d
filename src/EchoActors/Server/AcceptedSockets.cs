using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Akka.IO;
using EchoActors.Transport;

namespace EchoActors.Server;

/// <summary>
/// Remembers the socket of each connection that Akka.IO accepts from its accept until <c>Tcp.Connected</c>, which carries only the
/// addresses, has reached the server. <see cref="EchoListener"/> gives it to the transport as a socket option of <c>Tcp.Bind</c>,
/// and <see cref="EchoServer"/> takes the sockets out. The server only asks the kernel about a socket; the transport owns it.
/// </summary>
internal sealed class AcceptedSockets : Inet.SocketOption
{
    private readonly ConcurrentDictionary<(EndPoint Remote, EndPoint Local), Socket> _sockets = new();

    /// <inheritdoc/>
    public override void AfterConnect(Socket s)
    {
        try
        {
            _sockets[(s.RemoteEndPoint!, s.LocalEndPoint!)] = s;
        }
        catch (SocketException)
        {
            // The client has left already: the transport notices it as well.
        }
    }

    /// <summary>Takes the socket of a connection out, or null where the transport has none.</summary>
    public SafeHandle? Take(Tcp.Connected connected) =>
        _sockets.TryRemove((connected.RemoteAddress, connected.LocalAddress), out var socket) ? KernelTcpInfo.HandleOf(socket) : null;
}
