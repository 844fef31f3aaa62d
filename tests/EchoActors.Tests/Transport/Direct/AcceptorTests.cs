using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using EchoActors.Tests.Doubles;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

public sealed class AcceptorTests : TestKit
{
    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Acceptor _acceptor;

    public AcceptorTests()
    {
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen();
        _acceptor = new Acceptor(_listening, TestActor);
    }

    private IPEndPoint Address => (IPEndPoint)_listening.LocalEndPoint!;

    [SkippableFact]
    public async Task A_duplicate_accepts_from_the_same_socket_when_the_first_is_busy()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only on Linux is a descriptor duplicated.");
        var duplicate = _acceptor.TryDuplicate()!;
        Assert.False(_acceptor.Accept());
        Assert.False(duplicate.Accept());

        using var one = await RawClient.ConnectAsync(Address);
        var first = await ExpectMsgAsync<Acceptor>(Deadline.Limit);
        using var other = await RawClient.ConnectAsync(Address);
        var second = await ExpectMsgAsync<Acceptor>(Deadline.Limit);

        Assert.NotSame(first, second);
        Assert.All([first, second], acceptor => Assert.Equal(SocketError.Success, acceptor.SocketError));
        _acceptor.Close();
        duplicate.Close();
    }

    [Fact]
    public async Task Nobody_listens_once_all_are_closed()
    {
        var address = Address;
        var duplicate = _acceptor.TryDuplicate();

        _acceptor.Close();
        duplicate?.Close();

        var refused = await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(address));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task A_client_that_was_accepted_and_not_served_is_reset_by_the_close()
    {
        Assert.False(_acceptor.Accept());
        using var client = await RawClient.ConnectAsync(Address);
        await ExpectMsgAsync<Acceptor>(Deadline.Limit);

        _acceptor.Close();

        var reset = await Assert.ThrowsAsync<SocketException>(() => client.ReceiveAsync(1));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Fact]
    public void A_client_that_is_accepted_while_it_closes_is_reset()
    {
        for (var i = 0; i < 500; i++)
        {
            using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listening.Listen();
            var acceptor = new Acceptor(listening, ActorRefs.Nobody);
            acceptor.Accept();
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listening.LocalEndPoint!);

            acceptor.Close();

            client.ReceiveTimeout = (int)Deadline.Limit.TotalMilliseconds;
            var reset = Assert.Throws<SocketException>(() => client.Receive(new byte[1]));
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }
}
