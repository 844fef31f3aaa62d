using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>What is received: when, in what order, and for how long it stays what it is.</summary>
public sealed class AkkaIoReadingTests : ReadingConformance<AkkaIoTransport>;

/// <inheritdoc cref="AkkaIoReadingTests"/>
public sealed class DirectReadingTests : ReadingConformance<DirectTransport>;

/// <inheritdoc cref="AkkaIoReadingTests"/>
public sealed class FilteredAkkaIoReadingTests : ReadingConformance<Proxied<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoReadingTests"/>
public sealed class FilteredDirectReadingTests : ReadingConformance<Proxied<DirectTransport>>;

/// <inheritdoc cref="AkkaIoReadingTests"/>
public sealed class TlsAkkaIoReadingTests : ReadingConformance<Encrypted<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoReadingTests"/>
public sealed class TlsDirectReadingTests : ReadingConformance<Encrypted<DirectTransport>>;

/// <inheritdoc cref="AkkaIoReadingTests"/>
public sealed class AllFiltersAkkaIoReadingTests : ReadingConformance<BehindAllFilters<AkkaIoTransport>>;

/// <inheritdoc cref="AkkaIoReadingTests"/>
public sealed class AllFiltersDirectReadingTests : ReadingConformance<BehindAllFilters<DirectTransport>>;

/// <inheritdoc cref="AkkaIoReadingTests"/>
public abstract class ReadingConformance<TTransport> : TcpConformance<TTransport>
    where TTransport : ITransport
{
    [Fact]
    public async Task Pull_mode_gives_one_chunk_for_each_ResumeReading_and_all_of_them_in_order()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var data = RandomNumberGenerator.GetBytes(1_000_000);
        var sending = client.SendAsync(data);

        var received = 0;
        while (received < data.Length)
        {
            handler.Send(connection, Tcp.ResumeReading.Instance);
            var chunk = (await handler.ExpectMsgAsync<Tcp.Received>()).Data;
            Assert.True(data.AsSpan(received, chunk.Count).SequenceEqual(chunk.ToReadOnlySpan()));
            received += chunk.Count;
        }

        await sending;
        client.Dispose();
    }

    [Fact]
    public async Task Received_data_is_left_alone_by_later_reads_of_any_size()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var chunks = new List<(byte[] Sent, ByteString Received)>();
        foreach (var size in new[] { 4, 1024, 3000, 4, 4, 2048, 3 })
        {
            var sent = RandomNumberGenerator.GetBytes(size);
            await client.SendAsync(sent);
            var received = ByteString.Empty;
            while (received.Count < size)
            {
                handler.Send(connection, Tcp.ResumeReading.Instance);
                received += (await handler.ExpectMsgAsync<Tcp.Received>()).Data;
            }

            chunks.Add((sent, received));
        }

        Assert.All(chunks, chunk => Assert.Equal(chunk.Sent, chunk.Received.ToArray()));
        client.Dispose();
    }

    [Fact]
    public async Task Push_mode_needs_no_asking_and_can_be_suspended_and_resumed()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync(pullMode: false));
        await client.SendAsync("first"u8.ToArray());
        await handler.ExpectMsgAsync<Tcp.Received>();

        handler.Send(connection, Tcp.SuspendReading.Instance);
        await client.SendAsync("under way"u8.ToArray()); // the receive that was waiting already
        await handler.ExpectMsgAsync<Tcp.Received>();
        await client.SendAsync("held back"u8.ToArray());
        await handler.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        handler.Send(connection, Tcp.ResumeReading.Instance);

        Assert.Equal("held back", (await handler.ExpectMsgAsync<Tcp.Received>()).Data.ToString());
        client.Dispose();
    }

    [Fact]
    public async Task A_reset_by_the_client_is_an_error()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        handler.Send(connection, Tcp.ResumeReading.Instance);
        await client.SendAsync("hello"u8.ToArray()); // a client that resets right after a TLS handshake refuses the certificate
        await handler.ExpectMsgAsync<Tcp.Received>();
        handler.Send(connection, Tcp.ResumeReading.Instance);

        client.Reset();

        Assert.Contains("reset", (await handler.ExpectMsgAsync<Tcp.ErrorClosed>()).Cause);
    }

    [Fact]
    public async Task What_is_written_before_reading_on_survives_a_half_close()
    {
        var server = await BindAsync();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var (client, connection, handler) = await ConnectAsync(server);
            await client.SendAsync("helloworld"u8.ToArray());
            await client.EndStreamAsync();

            handler.Send(connection, Tcp.ResumeReading.Instance);
            handler.Send(connection, Tcp.Write.Create((await handler.ExpectMsgAsync<Tcp.Received>()).Data));
            handler.Send(connection, Tcp.ResumeReading.Instance);
            await handler.ExpectMsgAsync<Tcp.PeerClosed>();
            handler.Send(connection, Tcp.Close.Instance);

            Assert.Equal("helloworld"u8.ToArray(), await ReadToEndAsync(client));
            await handler.ExpectMsgAsync<Tcp.Closed>();
        }
    }
}
