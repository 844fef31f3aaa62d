using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>The end of a connection, from either side.</summary>
public sealed class AkkaIoClosingTests : ClosingConformance<AkkaIoTransport>;

/// <inheritdoc cref="AkkaIoClosingTests"/>
public sealed class DirectClosingTests : ClosingConformance<DirectTransport>;

/// <inheritdoc cref="AkkaIoClosingTests"/>
public sealed class FilteredAkkaIoClosingTests : ClosingConformance<Proxied<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoClosingTests"/>
public sealed class FilteredDirectClosingTests : ClosingConformance<Proxied<DirectTransport>>;

/// <inheritdoc cref="AkkaIoClosingTests"/>
public sealed class TlsAkkaIoClosingTests : ClosingConformance<Encrypted<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoClosingTests"/>
public sealed class TlsDirectClosingTests : ClosingConformance<Encrypted<DirectTransport>>;

/// <inheritdoc cref="AkkaIoClosingTests"/>
public sealed class AllFiltersAkkaIoClosingTests : ClosingConformance<BehindAllFilters<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoClosingTests"/>
public sealed class AllFiltersDirectClosingTests : ClosingConformance<BehindAllFilters<DirectTransport>>;

/// <inheritdoc cref="AkkaIoClosingTests"/>
public abstract class ClosingConformance<TTransport> : TcpConformance<TTransport>
    where TTransport : ITransport
{
    [Fact]
    public async Task Without_being_kept_open_a_connection_closes_at_the_end_of_the_clients_stream()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync(pullMode: false), keepOpenOnPeerClosed: false);
        await handler.WatchAsync(connection);

        await client.EndStreamAsync();

        Assert.Empty(await ReadToEndAsync(client));
        await handler.ExpectMsgAsync<Tcp.PeerClosed>();
        await handler.ExpectTerminatedAsync(connection);
    }

    [Fact]
    public async Task A_confirmed_close_ends_our_stream_and_waits_for_the_clients()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        handler.Send(connection, Tcp.Write.Create(ByteString.FromString("goodbye")));
        handler.Send(connection, Tcp.ConfirmedClose.Instance);
        handler.Send(connection, Tcp.ResumeReading.Instance);
        Assert.Equal("goodbye"u8.ToArray(), await ReadToEndAsync(client));

        await client.SendAsync("not yet"u8.ToArray());
        Assert.Equal("not yet", (await handler.ExpectMsgAsync<Tcp.Received>()).Data.ToString());
        handler.Send(connection, Tcp.ResumeReading.Instance);
        await client.EndStreamAsync();

        await handler.ExpectMsgAsync<Tcp.ConfirmedClosed>();
    }

    [Fact]
    public async Task An_abort_resets_and_whoever_asked_is_told_as_well_as_the_handler()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var another = CreateTestProbe();

        another.Send(connection, Tcp.Abort.Instance);

        await IsResetAsync(client);
        await handler.ExpectMsgAsync<Tcp.Aborted>();
        await another.ExpectMsgAsync<Tcp.Aborted>();
    }

    [Fact]
    public async Task The_death_of_the_handler_resets()
    {
        var (client, _, handler) = await ConnectAsync(await BindAsync());

        Sys.Stop(handler);

        await IsResetAsync(client);
    }

    [Fact]
    public async Task A_client_that_nobody_registers_for_is_reset()
    {
        var server = await BindAsync();
        var client = await DialAsync(server.Address);
        await server.Binder.ExpectMsgAsync<Tcp.Connected>();

        await IsResetAsync(client);
    }

    [Fact]
    public async Task A_peer_that_never_reads_is_ended_by_an_abort()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        await handler.WatchAsync(connection);
        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(new byte[MoreThanBuffersHold])));
        handler.Send(connection, Tcp.Close.Instance);
        handler.Send(connection, Tcp.Close.Instance);
        Assert.True(await IsAliveAsync(connection));

        handler.Send(connection, Tcp.Abort.Instance);

        await handler.FishForMessageAsync(message => message is Terminated);
        client.Dispose();
    }
}
