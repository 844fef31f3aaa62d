using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace EchoActors.Tests.Doubles;

/// <summary>A client with the runtime's own TLS, which takes any certificate: its stream and its socket can be ended one without the other.</summary>
internal sealed class RawTlsClient : IAsyncDisposable
{
    private RawTlsClient(Socket socket, SslStream stream)
    {
        Socket = socket;
        Stream = stream;
    }

    public Socket Socket { get; }

    public SslStream Stream { get; }

    /// <summary>Connects, and has a message echoed.</summary>
    public static async Task<RawTlsClient> ConnectAsync(IPEndPoint server, SslProtocols versions = SslProtocols.None)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        var client = new RawTlsClient(socket, await AuthenticateAsync(socket, versions));
        await client.Stream.WriteAsync("hello"u8.ToArray());
        await client.Stream.ReadExactlyAsync(new byte[5]);
        return client;
    }

    /// <summary>Makes a handshake over a socket that is connected.</summary>
    public static async Task<SslStream> AuthenticateAsync(Socket socket, SslProtocols versions = SslProtocols.None)
    {
        var stream = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("localhost", clientCertificates: null, versions, checkCertificateRevocation: false);
        return stream;
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        Socket.Dispose();
    }
}
