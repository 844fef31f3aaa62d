using System.Net;
using EchoActors.Benchmarks.Linux;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Servers;

/// <summary>
/// The leanest server we know: one thread, epoll, the system calls themselves. It shows the load generator's ceiling:
/// what no server of ours is expected to pass.
/// </summary>
internal sealed unsafe class EpollServer : IEchoServer
{
    private const int BufferSize = 64 * 1024;
    private readonly Epoll _epoll = new();
    private readonly Dictionary<int, byte[]> _unsent = [];
    private readonly byte[] _buffer = GC.AllocateArray<byte>(BufferSize, pinned: true);

    public Task<int> Start()
    {
        var listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0), 4096, out var port);
        _epoll.Add(listener, listener, EPOLLIN);
        new Thread(() => Run(listener)) { IsBackground = true }.Start();
        return Task.FromResult(port);
    }

    private void Run(int listener)
    {
        while (true)
        {
            var count = _epoll.Wait(-1);
            for (var i = 0; i < count; i++)
            {
                var descriptor = _epoll.Key(i);
                if (descriptor == listener)
                {
                    Accept(listener);
                }
                else if (_unsent.Remove(descriptor, out var rest))
                {
                    Send(descriptor, rest, rest.Length, wasBlocked: true);
                }
                else
                {
                    Echo(descriptor);
                }
            }
        }
    }

    private void Accept(int listener)
    {
        for (var descriptor = TcpSocket.Accept(listener); descriptor >= 0; descriptor = TcpSocket.Accept(listener))
        {
            _epoll.Add(descriptor, descriptor, EPOLLIN);
        }
    }

    private void Echo(int descriptor)
    {
        fixed (byte* buffer = _buffer)
        {
            var received = recv(descriptor, buffer, BufferSize, 0);
            if (received > 0)
            {
                Send(descriptor, _buffer, (int)received, wasBlocked: false);
            }
            else if (received == 0 || errno != EAGAIN)
            {
                _ = close(descriptor);
            }
        }
    }

    // While bytes wait for room, the connection is watched for room only, which holds its sender back.
    private void Send(int descriptor, byte[] bytes, int length, bool wasBlocked)
    {
        long sent;
        fixed (byte* start = bytes)
        {
            sent = send(descriptor, start, length, MSG_NOSIGNAL);
        }

        if (sent < 0 && errno != EAGAIN)
        {
            _ = close(descriptor);
        }
        else if (sent < length)
        {
            _unsent[descriptor] = bytes[(int)Math.Max(sent, 0)..length];
            _epoll.Change(descriptor, descriptor, EPOLLOUT);
        }
        else if (wasBlocked)
        {
            _epoll.Change(descriptor, descriptor, EPOLLIN);
        }
    }
}
