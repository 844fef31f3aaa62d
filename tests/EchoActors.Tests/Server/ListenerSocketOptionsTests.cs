using System.Net;
using System.Net.Sockets;
using EchoActors.Server;
using Xunit;

namespace EchoActors.Tests.Server;

/// <summary>What an accepted socket has inherited from the listening one.</summary>
public sealed class ListenerSocketOptionsTests
{
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;
    private const int TcpNotSentLowWatermark = 25;

    [SkippableFact]
    public void Accepted_sockets_have_bounded_buffers_and_notice_a_dead_peer()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Accepted sockets inherit these options on Linux.");
        var options = new EchoServerOptions
        {
            SendBuffer = 32 * 1024,
            ReceiveBuffer = 48 * 1024,
            NotSentLowWatermark = 16 * 1024,
            Keepalive = TimeSpan.FromSeconds(11),
            KeepaliveInterval = TimeSpan.FromSeconds(3),
            KeepaliveCount = 4,
            UserTimeout = TimeSpan.FromSeconds(99),
        };

        using var accepted = Accept(options);

        Assert.Equal(2 * 32 * 1024, accepted.SendBufferSize); // socket(7): the kernel doubles what it is asked for
        Assert.Equal(2 * 48 * 1024, accepted.ReceiveBufferSize);
        Assert.Equal(16 * 1024, Raw(accepted, TcpNotSentLowWatermark));
        Assert.Equal(1, accepted.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(11, accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(3, accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(4, accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
        Assert.Equal(99_000, Raw(accepted, TcpUserTimeout));
    }

    [SkippableFact]
    public void What_is_off_is_left_to_the_system()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Accepted sockets inherit these options on Linux.");
        var options = new EchoServerOptions
        {
            SendBuffer = null,
            ReceiveBuffer = null,
            NotSentLowWatermark = null,
            Keepalive = null,
            UserTimeout = null,
        };
        using var plain = Accept(options: null);

        using var accepted = Accept(options);

        Assert.Equal(plain.ReceiveBufferSize, accepted.ReceiveBufferSize);
        Assert.Equal(Raw(plain, TcpNotSentLowWatermark), Raw(accepted, TcpNotSentLowWatermark));
        Assert.Equal(0, accepted.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(0, Raw(accepted, TcpUserTimeout));
    }

    private static Socket Accept(EchoServerOptions? options)
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (options is not null)
        {
            new ListenerSocketOptions(IPAddress.Loopback, options).BeforeServerSocketBind(listening);
        }

        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listening.LocalEndPoint!);
        return listening.Accept();
    }

    private static int Raw(Socket socket, int option)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        socket.GetRawSocketOption(TcpLevel, option, value);
        return BitConverter.ToInt32(value);
    }
}
