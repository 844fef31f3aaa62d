using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>Connecting out.</summary>
public sealed class AkkaIoConnectingTests : ConnectingConformance<AkkaIoTransport>;

/// <inheritdoc cref="AkkaIoConnectingTests"/>
public sealed class DirectConnectingTests : ConnectingConformance<DirectTransport>;

/// <inheritdoc cref="AkkaIoConnectingTests"/>
public sealed class FilteredAkkaIoConnectingTests : ConnectingConformance<PassedThrough<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoConnectingTests"/>
public sealed class FilteredDirectConnectingTests : ConnectingConformance<PassedThrough<DirectTransport>>;

/// <inheritdoc cref="AkkaIoConnectingTests"/>
public sealed class TlsAkkaIoConnectingTests : ConnectingConformance<Encrypted<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoConnectingTests"/>
public sealed class TlsDirectConnectingTests : ConnectingConformance<Encrypted<DirectTransport>>;

/// <inheritdoc cref="AkkaIoConnectingTests"/>
public sealed class AllFiltersAkkaIoConnectingTests : ConnectingConformance<BehindAllFilters<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoConnectingTests"/>
public sealed class AllFiltersDirectConnectingTests : ConnectingConformance<BehindAllFilters<DirectTransport>>;

/// <inheritdoc cref="AkkaIoConnectingTests"/>
public abstract class ConnectingConformance<TTransport> : TcpConformance<TTransport>
    where TTransport : ITransport
{
    [Fact]
    public async Task The_same_manager_connects_out_and_each_end_gets_what_the_other_writes()
    {
        var server = await BindAsync(pullMode: false);
        var (client, outgoing) = await ConnectOutAsync(server.Address);
        await server.Binder.ExpectMsgAsync<Tcp.Connected>();
        var accepted = server.Binder.LastSender;
        server.Binder.Send(accepted, new Tcp.Register(server.Binder));

        client.Send(outgoing, Tcp.Write.Create(ByteString.FromString("ping"), new WriteAck(1)));
        Assert.Equal("ping", (await server.Binder.ExpectMsgAsync<Tcp.Received>()).Data.ToString());
        await client.ExpectMsgAsync<WriteAck>();
        server.Binder.Send(accepted, Tcp.Write.Create(ByteString.FromString("pong")));

        Assert.Equal("pong", (await client.ExpectMsgAsync<Tcp.Received>()).Data.ToString());
        server.Binder.Send(accepted, Tcp.Close.Instance);
        await client.ExpectMsgAsync<Tcp.PeerClosed>();
    }

    [Fact]
    public async Task A_connect_that_is_refused_fails_with_its_command()
    {
        var probe = CreateTestProbe();
        var connect = new Tcp.Connect(await AddressThatRefusesAsync());

        probe.Send(Manager, connect);

        Assert.Same(connect, (await probe.ExpectMsgAsync<Tcp.CommandFailed>()).Cmd);
    }

    [Fact]
    public async Task A_connection_that_was_made_and_that_nobody_registers_for_ends()
    {
        using var listener = Listen(backlog: 1);
        var probe = CreateTestProbe();
        probe.Send(Manager, new Tcp.Connect(listener.LocalEndPoint!));
        using var accepted = await AcceptAsync(await listener.AcceptAsync());
        await probe.ExpectMsgAsync<Tcp.Connected>();

        await IsResetAsync(accepted);
    }

    [Fact]
    public async Task A_connect_that_is_not_answered_fails_at_its_timeout()
    {
        using var listener = Listen(backlog: 0);
        using var filling = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await filling.ConnectAsync(listener.LocalEndPoint!); // nobody accepts: who comes next waits
        var probe = CreateTestProbe();

        probe.Send(Manager, new Tcp.Connect(listener.LocalEndPoint!, timeout: TimeSpan.FromMilliseconds(200)));

        await probe.ExpectMsgAsync<Tcp.CommandFailed>();
    }

    private static Socket Listen(int backlog)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(backlog);
        return listener;
    }

    private async Task<(TestProbe Handler, IActorRef Connection)> ConnectOutAsync(IPEndPoint address)
    {
        var handler = CreateTestProbe();
        handler.Send(Manager, new Tcp.Connect(address));
        var connected = await handler.ExpectMsgAsync<Tcp.Connected>();
        Assert.Equal(address.Port, ((IPEndPoint)connected.RemoteAddress).Port);
        var connection = handler.LastSender;
        handler.Send(connection, new Tcp.Register(handler));
        return (handler, connection);
    }
}
