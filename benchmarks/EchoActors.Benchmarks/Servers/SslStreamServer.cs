using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace EchoActors.Benchmarks.Servers;

/// <summary>A plain <c>async</c> loop for each <see cref="SslStream"/>, which holds no buffer of its own while it waits.</summary>
internal sealed class SslStreamServer(X509Certificate2 certificate) : IEchoServer
{
    private const int BufferSize = 16 * 1024;

    private readonly SslServerAuthenticationOptions _options = new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
    };

    public Task<int> Start()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        _ = Accept(listener);
        return Task.FromResult(((IPEndPoint)listener.LocalEndPoint!).Port);
    }

    private async Task Accept(Socket listener)
    {
        while (true)
        {
            _ = Echo(await listener.AcceptAsync());
        }
    }

    private async Task Echo(Socket socket)
    {
        socket.NoDelay = true;
        using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsServerAsync(_options);
            while (await stream.ReadAsync(Memory<byte>.Empty) == 0 && await EchoOnce(stream) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The peer reset the connection, which ends it.
        }
    }

    private static async Task<int> EchoOnce(SslStream stream)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var received = await stream.ReadAsync(buffer);
            await stream.WriteAsync(buffer.AsMemory(0, received));
            return received;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
