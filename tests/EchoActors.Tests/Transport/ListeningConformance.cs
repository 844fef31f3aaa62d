using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>Binding and unbinding.</summary>
public sealed class AkkaIoListeningTests : ListeningConformance<AkkaIoTransport>;

/// <inheritdoc cref="AkkaIoListeningTests"/>
public sealed class DirectListeningTests : ListeningConformance<DirectTransport>;

/// <inheritdoc cref="AkkaIoListeningTests"/>
public sealed class FilteredAkkaIoListeningTests : ListeningConformance<Proxied<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoListeningTests"/>
public sealed class FilteredDirectListeningTests : ListeningConformance<Proxied<DirectTransport>>;

/// <inheritdoc cref="AkkaIoListeningTests"/>
public sealed class TlsAkkaIoListeningTests : ListeningConformance<Encrypted<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoListeningTests"/>
public sealed class TlsDirectListeningTests : ListeningConformance<Encrypted<DirectTransport>>;

/// <inheritdoc cref="AkkaIoListeningTests"/>
public sealed class AllFiltersAkkaIoListeningTests : ListeningConformance<BehindAllFilters<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoListeningTests"/>
public sealed class AllFiltersDirectListeningTests : ListeningConformance<BehindAllFilters<DirectTransport>>;

/// <inheritdoc cref="AkkaIoListeningTests"/>
public abstract class ListeningConformance<TTransport> : TcpConformance<TTransport>
    where TTransport : ITransport
{
    [Fact]
    public async Task Unbind_is_confirmed_and_refuses_new_clients_and_resets_the_others()
    {
        var server = await BindAsync();
        var (client, connection, handler) = await ConnectAsync(server);
        Assert.True(await IsAliveAsync(connection)); // and has its handler, who is to be told

        server.Binder.Send(server.Listener, Tcp.Unbind.Instance);

        await server.Binder.ExpectMsgAsync<Tcp.Unbound>();
        await IsResetAsync(client);
        await handler.ExpectMsgAsync<Tcp.Aborted>();
        await Assert.ThrowsAsync<SocketException>(() => DialAsync(server.Address));
    }

    [Fact]
    public async Task A_bind_that_fails_says_why()
    {
        var server = await BindAsync();
        var probe = CreateTestProbe();
        var bind = new Tcp.Bind(probe, server.Address);

        probe.Send(Manager, bind);

        var failed = await probe.ExpectMsgAsync<Tcp.CommandFailed>();
        Assert.Same(bind, failed.Cmd);
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.IsType<SocketException>(failed.Cause.Value).SocketErrorCode);
    }

    [Fact]
    public async Task The_death_of_the_listener_reaches_the_binder_by_DeathWatch()
    {
        var server = await BindAsync();
        await server.Binder.WatchAsync(server.Listener);

        Sys.Stop(server.Listener);

        await server.Binder.ExpectTerminatedAsync(server.Listener);
    }
}
