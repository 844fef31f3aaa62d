using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using EchoActors.Tests.AkkaIo;
using EchoActors.Transport;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>What servers and clients may rely on in Akka.IO.</summary>
public sealed class AkkaIoConformance : TcpConformance
{
    protected override IActorRef Manager => Sys.Tcp();
}

/// <summary>What servers and clients may rely on in our transport: the same.</summary>
public sealed class DirectTcpConformance : TcpConformance
{
    private sealed class GivenBack : Tcp.Event, IReleasesBuffer;

    private IActorRef? _manager;

    protected override IActorRef Manager => _manager ??= Sys.ActorOf(DirectTcp.Props());

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
    public async Task What_is_given_back_is_received_into_again()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var chunks = new List<ByteString>();
        for (var number = 0; number < 4; number++)
        {
            await client.SendAsync(BitConverter.GetBytes(number));
            handler.Send(connection, Tcp.ResumeReading.Instance);
            var chunk = (await handler.ExpectMsgAsync<Tcp.Received>()).Data;
            Assert.Equal(BitConverter.GetBytes(number), chunk.ToArray());
            chunks.Add(chunk);
            handler.Send(connection, Tcp.Write.Create(chunk, new GivenBack()));
            await handler.ExpectMsgAsync<GivenBack>();
        }

        Assert.NotSame(chunks[0], chunks[1]); // nothing is lent before something was given back
        Assert.Same(chunks[1], chunks[2]);
        Assert.Same(chunks[2], chunks[3]);
        client.Dispose();
    }

    [Fact]
    public async Task A_handler_may_give_back_some_chunks_and_keep_others_of_any_size()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
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
                var keep = random.Next(4) == 0;
                handler.Send(connection, keep ? Tcp.Write.Create(chunk, new WriteAck(0)) : Tcp.Write.Create(chunk, new GivenBack()));
                await handler.ExpectMsgAsync<Tcp.Event>();
                if (keep)
                {
                    kept.Add((sent[at..(at + chunk.Count)], chunk));
                }

                at += chunk.Count;
            }

            Assert.Equal(sent, await ReadExactlyAsync(client, sent.Length));
        }

        Assert.All(kept, chunk => Assert.Equal(chunk.Sent, chunk.Received.ToArray()));
        client.Dispose();
    }

    [Fact]
    public async Task What_is_given_back_before_the_client_takes_it_arrives_whole()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        handler.IgnoreMessages(message => message is GivenBack);
        var data = RandomNumberGenerator.GetBytes(MoreThanBuffersHold);
        var sending = client.SendAsync(data.AsMemory()).AsTask();
        for (var received = 0; received < data.Length;)
        {
            handler.Send(connection, Tcp.ResumeReading.Instance);
            var chunk = (await handler.ExpectMsgAsync<Tcp.Received>()).Data;
            received += chunk.Count;
            handler.Send(connection, Tcp.Write.Create(chunk, new GivenBack()));
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
        var manager = Sys.ActorOf(DirectTcp.Props());
        var handler = CreateTestProbe();
        handler.Send(manager, new Tcp.Connect(server.Address));
        await handler.ExpectMsgAsync<Tcp.Connected>();
        handler.Send(handler.LastSender, new Tcp.Register(handler));

        Sys.Stop(manager);

        await handler.ExpectMsgAsync<Tcp.Aborted>();
    }
}

/// <summary>The <c>Tcp</c> protocol, on real sockets, with a probe as the handler of each connection.</summary>
public abstract class TcpConformance() : AkkaIoFacts("""
    akka.io.tcp.register-timeout = 1s
    akka.io.tcp.write-commands-queue-max-size = 40000000
    """)
{
    [Fact]
    public async Task What_is_written_before_reading_on_survives_a_half_close()
    {
        var server = await BindAsync();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var (client, connection, handler) = await ConnectAsync(server);
            await client.SendAsync("helloworld"u8.ToArray());
            client.Shutdown(SocketShutdown.Send);

            handler.Send(connection, Tcp.ResumeReading.Instance);
            handler.Send(connection, Tcp.Write.Create((await handler.ExpectMsgAsync<Tcp.Received>()).Data));
            handler.Send(connection, Tcp.ResumeReading.Instance);
            await handler.ExpectMsgAsync<Tcp.PeerClosed>();
            handler.Send(connection, Tcp.Close.Instance);

            Assert.Equal("helloworld"u8.ToArray(), await ReadToEndAsync(client));
            await handler.ExpectMsgAsync<Tcp.Closed>();
        }
    }

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
        client.Shutdown(SocketShutdown.Send);
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
    public async Task Without_being_kept_open_a_connection_closes_at_the_end_of_the_clients_stream()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync(pullMode: false), keepOpenOnPeerClosed: false);
        await handler.WatchAsync(connection);

        client.Shutdown(SocketShutdown.Send);

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
        client.Shutdown(SocketShutdown.Send);

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
    public async Task A_reset_by_the_client_is_an_error()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        handler.Send(connection, Tcp.ResumeReading.Instance);

        client.Close(timeout: 0);

        Assert.Contains("reset", (await handler.ExpectMsgAsync<Tcp.ErrorClosed>()).Cause);
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

        client.Close(timeout: 0);

        await handler.FishForMessageAsync(message => message is Tcp.CommandFailed failed && failed.Cmd == queued);
        await handler.ExpectMsgAsync<Tcp.ErrorClosed>();
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
        await probe.ExpectMsgAsync<Tcp.Connected>();

        using var accepted = await listener.AcceptAsync();

        await IsResetAsync(accepted);
    }

    [Fact]
    public async Task A_connect_that_is_not_answered_fails_at_its_timeout()
    {
        using var listener = Listen(backlog: 0);
        using var filling = await DialAsync((IPEndPoint)listener.LocalEndPoint!); // nobody accepts: who comes next waits
        var probe = CreateTestProbe();

        probe.Send(Manager, new Tcp.Connect(listener.LocalEndPoint!, timeout: TimeSpan.FromMilliseconds(200)));

        await probe.ExpectMsgAsync<Tcp.CommandFailed>();
    }

    protected async Task<IPEndPoint> AddressThatRefusesAsync()
    {
        var server = await BindAsync();
        server.Binder.Send(server.Listener, Tcp.Unbind.Instance);
        await server.Binder.ExpectMsgAsync<Tcp.Unbound>();
        return server.Address;
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
