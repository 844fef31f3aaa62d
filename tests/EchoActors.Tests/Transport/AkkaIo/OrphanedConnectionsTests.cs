using System.Net;
using System.Net.Sockets;
using EchoActors.Tests.Doubles;
using EchoActors.Transport.AkkaIo;
using Xunit;

namespace EchoActors.Tests.Transport;

public sealed class OrphanedConnectionsTests : IDisposable
{
    private readonly SocketPair _orphaned = new(receiveBuffer: 4096);

    [SkippableTheory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public void A_connection_that_was_accepted_from_the_listener_is_reset(string listener)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells which descriptors are connections.");

        OrphanedConnections.Reset(new IPEndPoint(IPAddress.Parse(listener), PortOf(_orphaned.Accepted)));

        _orphaned.Connected.ReceiveTimeout = (int)Deadline.Limit.TotalMilliseconds;
        var reset = Assert.Throws<SocketException>(() => _orphaned.Connected.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Fact]
    public void Connections_of_another_address_or_port_and_the_client_itself_stay()
    {
        OrphanedConnections.Reset(new IPEndPoint(IPAddress.Loopback, port: 1));
        OrphanedConnections.Reset(new IPEndPoint(IPAddress.Parse("127.0.0.2"), PortOf(_orphaned.Accepted)));
        OrphanedConnections.Reset(new IPEndPoint(IPAddress.IPv6Loopback, PortOf(_orphaned.Accepted)));

        _orphaned.Accepted.Send([1]);
        Assert.Equal(1, _orphaned.Connected.Receive(new byte[1]));
    }

    public void Dispose() => _orphaned.Dispose();

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
