using System.Net;
using System.Net.Sockets;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Linux;

/// <summary>Opening non-blocking IPv4 sockets by their descriptors.</summary>
internal static unsafe class TcpSocket
{
    /// <summary>Starts to connect; writable when done. From <paramref name="source"/> if given, at any free port of it.</summary>
    internal static int StartConnecting(IPEndPoint target, IPAddress? source)
    {
        var descriptor = Open();
        if (source is not null)
        {
            // The port is chosen at connect, so that one address serves every target and 4-tuple.
            Set(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
            var from = Address(new IPEndPoint(source, 0));
            Check(bind(descriptor, (sockaddr*)&from, sizeof(sockaddr_in)), "bind");
        }

        var to = Address(target);
        if (connect(descriptor, (sockaddr*)&to, sizeof(sockaddr_in)) != 0 && errno != EINPROGRESS)
        {
            var failure = LoadException.From($"Connecting to {target}");
            _ = close(descriptor);
            throw failure;
        }

        return descriptor;
    }

    internal static int Listen(IPEndPoint at, int backlog, out int port)
    {
        var descriptor = Open();
        var address = Address(at);
        socklen_t length = sizeof(sockaddr_in);
        Check(bind(descriptor, (sockaddr*)&address, length), "bind");
        Check(listen(descriptor, backlog), "listen");
        Check(getsockname(descriptor, (sockaddr*)&address, &length), "getsockname");
        port = ntohs(address.sin_port);
        return descriptor;
    }

    /// <summary>The next waiting connection, or a negative number when there is none.</summary>
    internal static int Accept(int listener)
    {
        var descriptor = accept4(listener, null, null, SOCK_NONBLOCK);
        if (descriptor >= 0)
        {
            Set(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
        }

        return descriptor;
    }

    /// <summary>The outcome of connecting: 0, or the system's error number.</summary>
    internal static int PendingError(int descriptor)
    {
        int error;
        socklen_t length = sizeof(int);
        Check(getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length), "getsockopt");
        return error;
    }

    private static int Open()
    {
        var descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        Check(descriptor, "socket");
        Set(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
        return descriptor;
    }

    private static sockaddr_in Address(IPEndPoint endPoint)
    {
        if (endPoint.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new LoadException($"{endPoint} is not an IPv4 address, which is all the load generator speaks.");
        }

        var address = new sockaddr_in { sin_family = AF_INET, sin_port = htons((ushort)endPoint.Port) };
        endPoint.Address.TryWriteBytes(new Span<byte>(address.sin_addr.s_addr, 4), out _);
        return address;
    }

    private static void Set(int descriptor, int level, int name, int value) =>
        Check(setsockopt(descriptor, level, name, &value, sizeof(int)), "setsockopt");

    private static void Check(int result, string call)
    {
        if (result < 0)
        {
            throw LoadException.From(call);
        }
    }
}
