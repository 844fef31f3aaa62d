using System.Net;
using System.Net.Sockets;

namespace EchoActors.Tests.Doubles;

/// <summary>A client on a bare socket, with the misbehaviours that a server must bear, each by its name.</summary>
public sealed class RawClient : IDisposable
{
    private readonly Socket _socket;

    private RawClient(Socket socket) => _socket = socket;

    public static async Task<RawClient> ConnectAsync(IPEndPoint server, int? receiveBuffer = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(server);
        return new RawClient(socket);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> data)
    {
        using var deadline = new CancellationTokenSource(Deadline.Limit);
        while (!data.IsEmpty)
        {
            data = data[await _socket.SendAsync(data, deadline.Token)..];
        }
    }

    /// <summary>Sends one byte as urgent data, MSG_OOB of send(2).</summary>
    public void SendUrgent(byte value) => _socket.Send([value], SocketFlags.OutOfBand);

    public async Task SendByteByByteAsync(ReadOnlyMemory<byte> data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            await SendAsync(data.Slice(i, 1));
        }
    }

    /// <summary>Sends as much as is taken now, and reads nothing.</summary>
    public void SendWhatIsTaken(byte[] chunk)
    {
        _socket.Blocking = false;
        SocketError error;
        do
        {
            _socket.Send(chunk, SocketFlags.None, out error);
        }
        while (error == SocketError.Success);
    }

    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset instead of the end of the stream.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    public async Task<byte[]> ReceiveAsync(int count)
    {
        using var deadline = new CancellationTokenSource(Deadline.Limit);
        var data = new byte[count];
        for (var got = 0; got < count;)
        {
            var read = await _socket.ReceiveAsync(data.AsMemory(got), deadline.Token);
            if (read == 0)
            {
                return data[..got];
            }

            got += read;
        }

        return data;
    }

    /// <summary>Reads to the end of the stream; a reset is a <see cref="SocketException"/>.</summary>
    public async Task<byte[]> ReceiveToEndAsync()
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        using var deadline = new CancellationTokenSource(Deadline.Limit);
        while (await _socket.ReceiveAsync(buffer, deadline.Token) is var read and > 0)
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    public void Dispose() => _socket.Dispose();
}
