using System.Net;
using System.Net.Sockets;

namespace EchoActors.Benchmarks.Servers;

/// <summary>A plain <c>async</c> loop for each socket, as the documentation of <see cref="Socket"/> writes it.</summary>
internal sealed class SocketServer : IEchoServer
{
    private const int BufferSize = 16 * 1024;

    public Task<int> Start()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        _ = Accept(listener);
        return Task.FromResult(((IPEndPoint)listener.LocalEndPoint!).Port);
    }

    private static async Task Accept(Socket listener)
    {
        while (true)
        {
            _ = Echo(await listener.AcceptAsync());
        }
    }

    private static async Task Echo(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[BufferSize];
            try
            {
                while (await socket.ReceiveAsync(buffer, SocketFlags.None) is > 0 and var received)
                {
                    await SendAll(socket, buffer.AsMemory(0, received));
                }
            }
            catch (SocketException)
            {
                // The peer reset the connection, which ends it.
            }
        }
    }

    private static async ValueTask SendAll(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }
}
