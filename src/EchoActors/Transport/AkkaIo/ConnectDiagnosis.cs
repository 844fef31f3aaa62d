using System.Net;
using System.Net.Sockets;

namespace EchoActors.Transport.AkkaIo;

/// <summary>
/// Finds out why a connect failed. Akka.IO reports every failed connect as "finishConnect never returned true"; connecting
/// once more with a bare socket tells refused from unreachable from exhausted.
/// </summary>
internal static class ConnectDiagnosis
{
    /// <summary>The kernel's answer to one more connect; <see cref="SocketError.Success"/> when it succeeds now.</summary>
    public static async Task<SocketError> ConnectOnceMoreAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
        catch (OperationCanceledException)
        {
            return SocketError.OperationAborted;
        }
    }
}
