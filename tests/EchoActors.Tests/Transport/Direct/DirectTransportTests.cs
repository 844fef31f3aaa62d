using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using EchoActors.Tests.Transport.AkkaIo;
using EchoActors.Transport;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>What the direct transport does beyond what Akka.IO does.</summary>
public sealed class DirectTransportTests : TcpConformance<DirectTransport>
{
    [Fact]
    public async Task Who_registers_after_the_end_is_told_of_it()
    {
        var server = await BindAsync();
        var client = await DialAsync(server.Address);
        await server.Binder.ExpectMsgAsync<Tcp.Connected>();
        var connection = server.Binder.LastSender;
        await IsResetAsync(client);
        var handler = CreateTestProbe();

        handler.Send(connection, new Tcp.Register(handler));

        await handler.ExpectMsgAsync<Tcp.Aborted>();
        Assert.Equal(connection, handler.LastSender);
    }

    [Fact]
    public async Task An_empty_write_is_acknowledged_in_its_turn()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(new byte[MoreThanBuffersHold]), new WriteAck(1)));
        handler.Send(connection, Tcp.Write.Create(ByteString.Empty, new WriteAck(2)));
        handler.Send(connection, Tcp.Write.Create(ByteString.FromString("x"), new WriteAck(3)));
        handler.Send(connection, Tcp.Close.Instance);

        Assert.Equal(MoreThanBuffersHold + 1, (await ReadToEndAsync(client)).Length);

        foreach (var number in new[] { 1, 2, 3 })
        {
            Assert.Equal(number, (await handler.ExpectMsgAsync<WriteAck>()).Number);
        }
    }

    [Fact]
    public async Task What_a_handler_returns_is_received_into_again()
    {
        var (client, connection, handler) = await ConnectBorrowingAsync();
        var chunks = new List<ByteString>();
        for (var number = 0; number < 4; number++)
        {
            await client.SendAsync(BitConverter.GetBytes(number));
            handler.Send(connection, Tcp.ResumeReading.Instance);
            var chunk = (await handler.ExpectMsgAsync<Tcp.Received>()).Data;
            Assert.Equal(BitConverter.GetBytes(number), chunk.ToArray());
            chunks.Add(chunk);
            handler.Send(connection, Tcp.Write.Create(chunk, new WriteAck(number)));
            await handler.ExpectMsgAsync<WriteAck>();
        }

        Assert.All(chunks, chunk => Assert.Same(chunks[0], chunk));
        client.Dispose();
    }

    [Fact]
    public async Task A_handler_that_does_not_borrow_keeps_what_it_has_written()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var chunks = new List<ByteString>();
        for (var number = 0; number < 4; number++)
        {
            await client.SendAsync(BitConverter.GetBytes(number));
            handler.Send(connection, Tcp.ResumeReading.Instance);
            chunks.Add((await handler.ExpectMsgAsync<Tcp.Received>()).Data);
            handler.Send(connection, Tcp.Write.Create(chunks[^1], new WriteAck(number)));
            await handler.ExpectMsgAsync<WriteAck>();
        }

        Assert.Equal([0, 1, 2, 3], chunks.Select(chunk => BitConverter.ToInt32(chunk.ToArray())));
        client.Dispose();
    }

    [Fact]
    public async Task A_borrowing_handler_keeps_a_chunk_of_any_size_by_not_writing_it()
    {
        var (client, connection, handler) = await ConnectBorrowingAsync();
        var random = new Random(1);
        var kept = new List<(byte[] Sent, ByteString Received)>();
        for (var exchange = 0; exchange < 200; exchange++)
        {
            var sent = new byte[1 << random.Next(18)];
            random.NextBytes(sent);
            await client.SendAsync(sent);
            for (var at = 0; at < sent.Length;)
            {
                handler.Send(connection, Tcp.ResumeReading.Instance);
                var chunk = (await handler.ExpectMsgAsync<Tcp.Received>()).Data;
                var end = at + chunk.Count;
                var keep = random.Next(4) == 0;
                if (keep)
                {
                    kept.Add((sent[at..end], chunk));
                }

                handler.Send(connection, Tcp.Write.Create(keep ? ByteString.FromBytes(sent, at, chunk.Count) : chunk, new WriteAck(0)));
                await handler.ExpectMsgAsync<WriteAck>();
                at = end;
            }

            Assert.Equal(sent, await ReadExactlyAsync(client, sent.Length));
        }

        Assert.All(kept, chunk => Assert.Equal(chunk.Sent, chunk.Received.ToArray()));
        client.Dispose();
    }

    [Fact]
    public async Task What_a_handler_returns_before_the_client_reads_it_arrives_whole()
    {
        var (client, connection, handler) = await ConnectBorrowingAsync();
        handler.IgnoreMessages(message => message is WriteAck);
        var data = RandomNumberGenerator.GetBytes(MoreThanBuffersHold);
        var sending = client.SendAsync(data.AsMemory());
        for (var received = 0; received < data.Length;)
        {
            handler.Send(connection, Tcp.ResumeReading.Instance);
            var chunk = (await handler.ExpectMsgAsync<Tcp.Received>()).Data;
            received += chunk.Count;
            handler.Send(connection, Tcp.Write.Create(chunk, new WriteAck(0)));
        }

        await sending;
        handler.Send(connection, Tcp.Close.Instance);

        var arrived = await ReadToEndAsync(client);
        Assert.True(data.AsSpan().SequenceEqual(arrived));
    }

    [Fact]
    public async Task A_connect_that_is_refused_says_why()
    {
        var probe = CreateTestProbe();

        probe.Send(Manager, new Tcp.Connect(await AddressThatRefusesAsync()));

        var failed = await probe.ExpectMsgAsync<Tcp.CommandFailed>();
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(failed.Cause.Value).SocketErrorCode);
    }

    [Fact]
    public async Task The_end_of_the_manager_resets_what_it_connected()
    {
        var server = await BindAsync();
        var manager = Sys.ActorOf(DirectTcp.Props(Sys.WithExtension<DirectTcpExtension, DirectTcpExtensionProvider>().Loops!));
        var handler = CreateTestProbe();
        handler.Send(manager, new Tcp.Connect(server.Address));
        await handler.ExpectMsgAsync<Tcp.Connected>();
        handler.Send(handler.LastSender, new Tcp.Register(handler));

        Sys.Stop(manager);

        await handler.ExpectMsgAsync<Tcp.Aborted>();
    }

    private async Task<(Peer Client, IActorRef Connection, TestProbe Handler)> ConnectBorrowingAsync()
    {
        var server = await BindAsync();
        var client = await DialAsync(server.Address);
        await server.Binder.ExpectMsgAsync<Tcp.Connected>();
        var handler = CreateTestProbe();
        handler.Send(server.Binder.LastSender, new RegisterBorrowing(handler));
        return (client, server.Binder.LastSender, handler);
    }
}
