using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

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
            Set(descriptor, Libc.LevelInternet, Libc.BindAddressNoPort, 1);
            var from = Address(new IPEndPoint(source, 0));
            Check(Libc.Bind(descriptor, &from, sizeof(Libc.InternetAddress)), "bind");
        }

        var to = Address(target);
        if (Libc.Connect(descriptor, &to, sizeof(Libc.InternetAddress)) != 0 && Libc.LastError != Libc.InProgress)
        {
            var failure = LoadException.From($"Connecting to {target}");
            _ = Libc.Close(descriptor);
            throw failure;
        }

        return descriptor;
    }

    internal static int Listen(IPEndPoint at, int backlog, out int port)
    {
        var descriptor = Open();
        var address = Address(at);
        var length = sizeof(Libc.InternetAddress);
        Check(Libc.Bind(descriptor, &address, length), "bind");
        Check(Libc.Listen(descriptor, backlog), "listen");
        Check(Libc.LocalAddress(descriptor, &address, &length), "getsockname");
        port = BinaryPrimitives.ReverseEndianness(address.PortBigEndian);
        return descriptor;
    }

    /// <summary>The next waiting connection, or a negative number when there is none.</summary>
    internal static int Accept(int listener)
    {
        var descriptor = Libc.Accept(listener, 0, 0, Libc.StreamNonBlocking & ~1);
        if (descriptor >= 0)
        {
            Set(descriptor, Libc.ProtocolTcp, Libc.TcpNoDelay, 1);
        }

        return descriptor;
    }

    /// <summary>The outcome of connecting: 0, or the system's error number.</summary>
    internal static int PendingError(int descriptor)
    {
        int error, length = sizeof(int);
        Check(Libc.GetOption(descriptor, Libc.LevelSocket, Libc.SocketError, &error, &length), "getsockopt");
        return error;
    }

    private static int Open()
    {
        var descriptor = Libc.Socket(Libc.AddressFamilyInternet, Libc.StreamNonBlocking, 0);
        Check(descriptor, "socket");
        Set(descriptor, Libc.ProtocolTcp, Libc.TcpNoDelay, 1);
        return descriptor;
    }

    private static Libc.InternetAddress Address(IPEndPoint endPoint)
    {
        if (endPoint.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new LoadException($"{endPoint} is not an IPv4 address, which is all the load generator speaks.");
        }

        return new Libc.InternetAddress
        {
            Family = Libc.AddressFamilyInternet,
            PortBigEndian = BinaryPrimitives.ReverseEndianness((ushort)endPoint.Port),
            AddressBigEndian = BitConverter.ToUInt32(endPoint.Address.GetAddressBytes()),
        };
    }

    private static void Set(int descriptor, int level, int name, int value) =>
        Check(Libc.SetOption(descriptor, level, name, &value, sizeof(int)), "setsockopt");

    private static void Check(int result, string call)
    {
        if (result < 0)
        {
            throw LoadException.From(call);
        }
    }
}
