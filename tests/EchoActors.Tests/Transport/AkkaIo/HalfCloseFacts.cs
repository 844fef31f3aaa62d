using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport.AkkaIo;

/// <summary>What becomes of the outstanding echo of a client that has ended its side of the stream.</summary>
public sealed class HalfCloseFacts : AkkaIoFacts
{
    [Fact]
    public async Task Push_mode_with_a_default_Register_closes_at_half_close_and_loses_what_is_written_then()
    {
        var server = await BindAsync(pullMode: false);
        var (client, connection, handler) = await ConnectAsync(server, keepOpenOnPeerClosed: false);
        await client.SendAsync("helloworld"u8.ToArray());
        await client.EndStreamAsync();

        var received = await handler.ExpectMsgAsync<Tcp.Received>();
        await handler.ExpectMsgAsync<Tcp.PeerClosed>();
        handler.Send(connection, Tcp.Write.Create(received.Data));

        Assert.Empty(await ReadToEndAsync(client));
    }

    [Fact]
    public async Task Pull_mode_with_Write_told_before_ResumeReading_loses_nothing_in_200_half_closes()
    {
        var server = await BindAsync();
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var (client, connection, handler) = await ConnectAsync(server);
            await client.SendAsync("helloworld"u8.ToArray());
            await client.EndStreamAsync();

            handler.Send(connection, Tcp.ResumeReading.Instance);
            var received = await handler.ExpectMsgAsync<Tcp.Received>();
            handler.Send(connection, Tcp.Write.Create(received.Data));
            handler.Send(connection, Tcp.ResumeReading.Instance);
            await handler.ExpectMsgAsync<Tcp.PeerClosed>();
            handler.Send(connection, Tcp.Close.Instance);

            Assert.Equal("helloworld"u8.ToArray(), await ReadToEndAsync(client));
        }
    }

    [Fact]
    public async Task A_connection_kept_open_on_PeerClosed_writes_on_until_it_is_told_to_close()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        await client.EndStreamAsync();
        handler.Send(connection, Tcp.ResumeReading.Instance);
        await handler.ExpectMsgAsync<Tcp.PeerClosed>();

        handler.Send(connection, Tcp.Write.Create(ByteString.FromString("after the end"), new WriteAck(1)));
        await handler.ExpectMsgAsync<WriteAck>();
        handler.Send(connection, Tcp.Close.Instance);

        await handler.ExpectMsgAsync<Tcp.Closed>();
        Assert.Equal("after the end"u8.ToArray(), await ReadToEndAsync(client));
    }

    public static TheoryData<string> Closes => [nameof(Tcp.Close), nameof(Tcp.ConfirmedClose)];

    [Theory]
    [MemberData(nameof(Closes))]
    public async Task A_close_after_PeerClosed_flushes_what_is_queued(string close)
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        await client.EndStreamAsync();
        handler.Send(connection, Tcp.ResumeReading.Instance);
        await handler.ExpectMsgAsync<Tcp.PeerClosed>();

        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(new byte[MoreThanBuffersHold])));
        handler.Send(connection, close == nameof(Tcp.Close) ? Tcp.Close.Instance : Tcp.ConfirmedClose.Instance);

        Assert.Equal(MoreThanBuffersHold, (await ReadToEndAsync(client)).Length);
        await handler.ExpectMsgAsync<Tcp.ConnectionClosed>();
    }

    [Fact]
    public async Task A_peer_that_never_reads_keeps_that_flush_alive_and_only_Abort_ends_it()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        await client.EndStreamAsync();
        handler.Send(connection, Tcp.ResumeReading.Instance);
        await handler.ExpectMsgAsync<Tcp.PeerClosed>();
        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(new byte[MoreThanBuffersHold])));
        handler.Send(connection, Tcp.Close.Instance);

        handler.Send(connection, Tcp.Close.Instance);
        handler.Send(connection, Tcp.ConfirmedClose.Instance);
        await handler.WatchAsync(connection);
        Assert.True(await IsAliveAsync(connection));

        handler.Send(connection, Tcp.Abort.Instance);
        await handler.FishForMessageAsync(message => message is Terminated);
        client.Dispose();
    }
}
