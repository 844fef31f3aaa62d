using System.Net.Sockets;

namespace EchoActors.Tests.Transport.AkkaIo;

/// <summary>The other end of a connection: a bare socket, or one that speaks TLS.</summary>
public sealed class Peer(Socket socket, Stream stream, Func<Task> endStream) : IDisposable
{
    public Task<int> ReceiveAsync(Memory<byte> buffer) => stream.ReadAsync(buffer).AsTask();

    public Task ReadExactlyAsync(byte[] bytes) => stream.ReadExactlyAsync(bytes).AsTask();

    public async Task SendAsync(ReadOnlyMemory<byte> data)
    {
        await stream.WriteAsync(data);
        await stream.FlushAsync();
    }

    /// <summary>Ends its side of the stream.</summary>
    public Task EndStreamAsync() => endStream();

    /// <summary>Closes with a reset instead of the end of the stream.</summary>
    public void Reset() => socket.Close(timeout: 0);

    public void Dispose() => socket.Dispose();
}
