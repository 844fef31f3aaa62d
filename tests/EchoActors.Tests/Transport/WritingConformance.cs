using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>What is written: whole, in order, acknowledged, bounded.</summary>
public sealed class AkkaIoWritingTests : WritingConformance<AkkaIoTransport>;

/// <inheritdoc cref="AkkaIoWritingTests"/>
public sealed class DirectWritingTests : WritingConformance<DirectTransport>;

/// <inheritdoc cref="AkkaIoWritingTests"/>
public sealed class FilteredAkkaIoWritingTests : WritingConformance<Proxied<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoWritingTests"/>
public sealed class FilteredDirectWritingTests : WritingConformance<Proxied<DirectTransport>>;

/// <inheritdoc cref="AkkaIoWritingTests"/>
public sealed class TlsAkkaIoWritingTests : WritingConformance<Encrypted<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoWritingTests"/>
public sealed class TlsDirectWritingTests : WritingConformance<Encrypted<DirectTransport>>;

/// <inheritdoc cref="AkkaIoWritingTests"/>
public sealed class AllFiltersAkkaIoWritingTests : WritingConformance<BehindAllFilters<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoWritingTests"/>
public sealed class AllFiltersDirectWritingTests : WritingConformance<BehindAllFilters<DirectTransport>>;

/// <inheritdoc cref="AkkaIoWritingTests"/>
public abstract class WritingConformance<TTransport> : TcpConformance<TTransport>
    where TTransport : ITransport
{
    [Fact]
    public async Task Writes_arrive_whole_and_in_order_and_are_acknowledged_in_order()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var data = RandomNumberGenerator.GetBytes(MoreThanBuffersHold);
        const int Chunk = 50_000; // no multiple of any frame
        var count = 0;
        for (var offset = 0; offset < data.Length; offset += Chunk, count++)
        {
            var chunk = ByteString.FromBytes(data, offset, Math.Min(Chunk, data.Length - offset));
            handler.Send(connection, count % 3 == 0 ? Tcp.Write.Create(chunk) : Tcp.Write.Create(chunk, new WriteAck(count)));
        }

        handler.Send(connection, Tcp.Close.Instance);

        var arrived = await ReadToEndAsync(client);
        Assert.True(data.AsSpan().SequenceEqual(arrived));
        for (var number = 0; number < count; number++)
        {
            if (number % 3 != 0)
            {
                Assert.Equal(number, (await handler.ExpectMsgAsync<WriteAck>()).Number);
            }
        }

        await handler.ExpectMsgAsync<Tcp.Closed>();
    }

    [Fact]
    public async Task One_write_that_no_buffer_holds_arrives_whole_behind_the_end_of_the_clients_stream()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        await client.EndStreamAsync();
        handler.Send(connection, Tcp.ResumeReading.Instance);
        await handler.ExpectMsgAsync<Tcp.PeerClosed>();
        var data = RandomNumberGenerator.GetBytes(MoreThanBuffersHold);

        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(data)));
        handler.Send(connection, Tcp.ConfirmedClose.Instance);

        var arrived = await ReadToEndAsync(client);
        Assert.True(data.AsSpan().SequenceEqual(arrived));
        await handler.ExpectMsgAsync<Tcp.ConfirmedClosed>();
    }

    [Fact]
    public async Task A_compound_write_is_written_in_order()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());

        handler.Send(connection, Tcp.WriteCommand.Create(
            Tcp.Write.Create(ByteString.FromString("hello")), Tcp.Write.Create(ByteString.FromString("world"), new WriteAck(2))));
        handler.Send(connection, Tcp.Close.Instance);

        Assert.Equal("helloworld"u8.ToArray(), await ReadToEndAsync(client));
        await handler.ExpectMsgAsync<WriteAck>();
    }

    [Fact]
    public async Task A_write_beyond_the_queues_bound_fails_and_those_before_it_arrive()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var second = Tcp.Write.Create(ByteString.FromBytes(new byte[MoreThanBuffersHold]));

        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(new byte[MoreThanBuffersHold])));
        handler.Send(connection, second);
        handler.Send(connection, Tcp.Close.Instance);

        Assert.Same(second, (await handler.ExpectMsgAsync<Tcp.CommandFailed>()).Cmd);
        Assert.Equal(MoreThanBuffersHold, (await ReadToEndAsync(client)).Length);
    }

    [Fact]
    public async Task A_reset_while_the_client_is_owed_bytes_fails_what_is_queued()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(new byte[MoreThanBuffersHold])));
        var queued = Tcp.Write.Create(ByteString.FromString("queued"), new WriteAck(2));
        handler.Send(connection, queued);
        handler.Send(connection, Tcp.ResumeReading.Instance);
        Assert.True(await IsAliveAsync(connection));

        client.Reset();

        var (failed, ended) = (false, false);
        while (!failed || !ended)
        {
            var message = await handler.ExpectMsgAsync<object>();
            failed |= message is Tcp.CommandFailed failure && failure.Cmd == queued;
            ended |= message is Tcp.ErrorClosed;
        }
    }
}
