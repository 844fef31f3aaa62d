using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport.AkkaIo;

/// <summary>What a listener does to its connections, and how its end is noticed.</summary>
public sealed class ListenerFacts : AkkaIoFacts
{
    [Fact]
    public async Task Unbind_resets_the_connections_of_the_listener()
    {
        var server = await BindAsync();
        var (client, connection, handler) = await ConnectAsync(server);
        Assert.True(await IsAliveAsync(connection)); // and has its handler, who is to be told

        server.Binder.Send(server.Listener, Tcp.Unbind.Instance);

        await IsResetAsync(client);
        await handler.ExpectMsgAsync<Tcp.Aborted>();
    }

    [Fact]
    public async Task The_death_of_the_listener_reaches_the_binder_by_DeathWatch_alone()
    {
        var server = await BindAsync();
        await server.Binder.WatchAsync(server.Listener);

        Sys.Stop(server.Listener);

        Assert.IsType<Terminated>(await server.Binder.ReceiveOneAsync(TimeSpan.FromSeconds(60)));
    }

    [SkippableFact]
    public async Task The_IPv6_wildcard_refuses_IPv4_unless_the_socket_is_made_dual()
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        var single = await BindAsync(address: IPAddress.IPv6Any);
        var dual = await BindAsync(address: IPAddress.IPv6Any, options: new DualMode());

        var refused = await Assert.ThrowsAsync<SocketException>(() => DialAsync(new IPEndPoint(IPAddress.Loopback, single.Address.Port)));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        using var client = await DialAsync(new IPEndPoint(IPAddress.Loopback, dual.Address.Port));
        await dual.Binder.ExpectMsgAsync<Tcp.Connected>();
    }

    private sealed class DualMode : Inet.SocketOption
    {
        public override void BeforeServerSocketBind(Socket ss) => ss.DualMode = true;
    }
}
