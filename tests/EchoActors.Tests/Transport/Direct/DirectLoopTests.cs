using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.IO;
using EchoActors.Tests.Transport.AkkaIo;
using EchoActors.Transport;
using EchoActors.Transport.Direct;
using Xunit;
using Deadline = EchoActors.Tests.Doubles.Deadline;

namespace EchoActors.Tests.Transport;

/// <summary>Connections of the direct transport on their event loops.</summary>
public sealed class DirectLoopTests : TcpConformance<DirectTransport>
{
    private IReadOnlyList<EventLoop> Loops => Sys.WithExtension<DirectTcpExtension, DirectTcpExtensionProvider>().Loops!.All;

    [Fact]
    public async Task A_handler_beside_its_connection_runs_on_the_loop_of_the_connection_whoever_tells_it()
    {
        var server = await BindAsync();
        using var client = await DialAsync(server.Address);
        await server.Binder.ExpectMsgAsync<Tcp.Connected>();
        var connection = server.Binder.LastSender;
        var handler = Sys.ActorOf(ThreadTelling.Props(TestActor).Beside(connection));
        connection.Tell(new Tcp.Register(handler, keepOpenOnPeerClosed: true));

        handler.Tell("from a test's thread");
        Assert.Equal("from a test's thread", (await ExpectMsgAsync<(object Message, EventLoop? Loop)>()).Message);
        connection.Tell(Tcp.ResumeReading.Instance);
        await client.SendAsync("x"u8.ToArray());

        var received = await ExpectMsgAsync<(object Message, EventLoop? Loop)>();
        Assert.IsType<Tcp.Received>(received.Message);
        Assert.Same(((DirectConnection)connection).Loop, received.Loop);
    }

    [Fact]
    public async Task Clients_that_come_one_after_another_are_shared_among_the_loops()
    {
        var server = await BindAsync();
        var connections = new List<DirectConnection>();
        for (var count = 0; count < 20; count++)
        {
            _ = await DialAsync(server.Address);
            await server.Binder.ExpectMsgAsync<Tcp.Connected>();
            connections.Add((DirectConnection)server.Binder.LastSender);
        }

        Assert.All(Loops, loop => Assert.InRange(connections.Count(connection => connection.Loop == loop), 3, 17));
    }

    [Fact]
    public async Task Clients_that_come_at_once_are_shared_with_a_loop_that_is_busy()
    {
        var server = await BindAsync();
        using var going = new ManualResetEventSlim();
        await BlockAsync(Loops[1], going);
        var clients = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => DialAsync(server.Address)));
        var connections = new List<DirectConnection> { await NextAsync() };

        going.Set();

        while (connections.Count < clients.Length)
        {
            connections.Add(await NextAsync());
        }

        Assert.All(Loops, loop => Assert.InRange(connections.Count(connection => connection.Loop == loop), 22, 38));

        async Task<DirectConnection> NextAsync()
        {
            await server.Binder.ExpectMsgAsync<Tcp.Connected>();
            return (DirectConnection)server.Binder.LastSender;
        }
    }

    [Fact]
    public async Task A_client_that_is_handed_over_to_a_loop_that_has_released_the_listener_is_reset()
    {
        var server = await BindAsync();
        using var first = new ManualResetEventSlim();
        using var second = new ManualResetEventSlim();
        await BlockAsync(Loops[1], second);
        var clients = new List<Peer>();
        for (var count = 0; count < 8; count++) // as many more than the other as a loop keeps
        {
            clients.Add(await DialAsync(server.Address));
            await server.Binder.ExpectMsgAsync<Tcp.Connected>();
        }

        await BlockAsync(Loops[0], first);
        clients.AddRange(await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => DialAsync(server.Address))));
        server.Binder.Send(server.Listener, Tcp.Unbind.Instance);
        server.Binder.Send(server.Listener, new Identify("both loops are asked to release it"));
        await server.Binder.ExpectMsgAsync<ActorIdentity>();
        second.Set();
        await BlockAsync(Loops[1], second); // runs after it has released the listener

        first.Set(); // it accepts before it looks at what was posted

        await server.Binder.FishForMessageAsync(message => message is Tcp.Unbound);
        foreach (var client in clients)
        {
            await IsResetAsync(client);
        }
    }

    [Fact]
    public async Task Data_and_the_end_at_once_are_both_told_also_to_a_handler_that_asks_late()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        await client.SendAsync("last words"u8.ToArray());
        await client.EndStreamAsync();
        await Deadline.UntilAsync(() => TcpInfo.TryRead(connection.SocketHandle())!.Value.BytesReceived >= 10);

        handler.Send(connection, Tcp.ResumeReading.Instance);
        Assert.Equal("last words", (await handler.ExpectMsgAsync<Tcp.Received>()).Data.ToString());
        handler.Send(connection, Tcp.ResumeReading.Instance);

        await handler.ExpectMsgAsync<Tcp.PeerClosed>();
        client.Dispose();
    }

    [Fact]
    public async Task A_writable_socket_wakes_the_loop_only_while_writes_wait()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var data = new byte[4 * 1024 * 1024];
        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(data), new WriteAck(1)));
        await ReadExactlyAsync(client, data.Length);
        await handler.ExpectMsgAsync<WriteAck>();
        Assert.True(await IsAliveAsync(connection));
        var before = await TurnsAsync(connection);

        for (var round = 0; round < 100; round++) // each is acknowledged by the peer's kernel, which makes room
        {
            handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(new byte[1000]), new WriteAck(round)));
            await handler.ExpectMsgAsync<WriteAck>();
            await ReadExactlyAsync(client, 1000);
        }

        Assert.InRange(await TurnsAsync(connection) - before, 1, 150); // one for each write
        client.Dispose();
    }

    [Fact]
    public async Task A_connection_that_always_has_more_does_not_starve_another_of_its_loop()
    {
        var loop = Loops[0];
        var server = await BindAsync();
        var (greedy, greedyConnection) = await ConnectOnAsync(server, loop);
        var (modest, modestConnection) = await ConnectOnAsync(server, loop);
        var echo = Sys.ActorOf(Echoing.Props().Beside(greedyConnection));
        greedyConnection.Tell(new RegisterBorrowing(echo));
        modestConnection.Tell(new RegisterBorrowing(Sys.ActorOf(Echoing.Props().Beside(modestConnection))));
        greedyConnection.Tell(Tcp.ResumeReading.Instance, echo);
        modestConnection.Tell(Tcp.ResumeReading.Instance);
        using var stop = new CancellationTokenSource();
        var flood = Task.WhenAll(SendAllTheTimeAsync(greedy, stop.Token), ReadAllTheTimeAsync(greedy));

        for (var round = 0; round < 100; round++)
        {
            await modest.SendAsync("ping"u8.ToArray());
            await ReadExactlyAsync(modest, 4);
        }

        await stop.CancelAsync();
        greedy.Reset();
        await flood;
        modest.Dispose();
    }

    [Fact]
    public async Task An_actor_that_throws_on_a_loop_is_stopped_and_its_client_reset_and_the_others_are_served()
    {
        var loop = Loops[0];
        var server = await BindAsync();
        var (bad, badConnection) = await ConnectOnAsync(server, loop);
        var (good, goodConnection) = await ConnectOnAsync(server, loop);
        var parent = Sys.ActorOf(Props.Create(() => new StoppingParent()));
        badConnection.Tell(new Tcp.Register(await parent.Ask<IActorRef>(Throwing.Props().Beside(badConnection)), keepOpenOnPeerClosed: true));
        goodConnection.Tell(new RegisterBorrowing(Sys.ActorOf(Echoing.Props().Beside(goodConnection))));
        badConnection.Tell(Tcp.ResumeReading.Instance);
        goodConnection.Tell(Tcp.ResumeReading.Instance);

        await bad.SendAsync("x"u8.ToArray());
        await IsResetAsync(bad);
        await good.SendAsync("ping"u8.ToArray());

        Assert.Equal("ping"u8.ToArray(), await ReadExactlyAsync(good, 4));
        good.Dispose();
    }

    [Fact]
    public async Task After_a_loop_has_failed_its_connections_are_reset_the_listener_ends_and_nothing_is_bound_any_more()
    {
        var server = await BindAsync();
        var (client, connection, handler) = await ConnectAsync(server);
        Assert.True(await IsAliveAsync(connection));
        await server.Binder.WatchAsync(server.Listener);

        ((DirectConnection)connection).Loop.Execute(() => throw new InvalidOperationException("on purpose"));

        await handler.ExpectMsgAsync<Tcp.Aborted>();
        await IsResetAsync(client);
        await server.Binder.ExpectTerminatedAsync(server.Listener);
        var probe = CreateTestProbe();
        probe.Send(Manager, new Tcp.Bind(probe, server.Address));
        Assert.Contains("event loop", (await probe.ExpectMsgAsync<Tcp.CommandFailed>()).Cause.Value.Message);
    }

    [Fact]
    public async Task Clients_that_are_accepted_while_the_listener_unbinds_are_reset()
    {
        for (var round = 0; round < 50; round++)
        {
            var server = await BindAsync();
            var dialling = Enumerable.Range(0, 4).Select(_ => Task.Run(() => DialAsync(server.Address))).ToList();

            server.Binder.Send(server.Listener, Tcp.Unbind.Instance);

            await server.Binder.FishForMessageAsync(message => message is Tcp.Unbound);
            foreach (var dialled in dialling)
            {
                try
                {
                    var client = await dialled;
                    await client.SendAsync("x"u8.ToArray()); // Linux tells one whose handshake ends as the listener closes nothing until then
                    await IsResetAsync(client);
                }
                catch (Exception e) when (e is SocketException or IOException { InnerException: SocketException })
                {
                    // It was refused, or reset before it sent.
                }
            }
        }
    }

    [Fact]
    public async Task Messages_of_one_sender_are_handled_in_order_from_the_loop_and_from_elsewhere()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var loop = ((DirectConnection)connection).Loop;
        var data = RandomNumberGenerator.GetBytes(20_000);
        for (var at = 0; at < data.Length; at += 10)
        {
            var write = Tcp.Write.Create(ByteString.FromBytes(data, at, 10));
            if (at % 20 == 0)
            {
                handler.Send(connection, write);
            }
            else
            {
                var told = new TaskCompletionSource();
                loop.Execute(() =>
                {
                    connection.Tell(write, handler);
                    told.SetResult();
                });
                await told.Task;
            }
        }

        Assert.Equal(data, await ReadExactlyAsync(client, data.Length));
        client.Dispose();
    }

    private static async Task BlockAsync(EventLoop loop, ManualResetEventSlim until)
    {
        var isBlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Execute(() =>
        {
            isBlocked.SetResult();
            until.Wait();
        });
        await isBlocked.Task;
    }

    private async Task<(Peer Client, IActorRef Connection)> ConnectOnAsync(
        (System.Net.IPEndPoint Address, IActorRef Listener, Akka.TestKit.TestProbe Binder) server, EventLoop loop)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var client = await DialAsync(server.Address);
            await server.Binder.ExpectMsgAsync<Tcp.Connected>();
            var connection = (DirectConnection)server.Binder.LastSender;
            if (connection.Loop == loop)
            {
                return (client, connection);
            }

            connection.Tell(Tcp.Abort.Instance);
            client.Dispose();
        }

        throw new InvalidOperationException("The loop accepts no client.");
    }

    private static async Task<long> TurnsAsync(IActorRef connection)
    {
        var loop = ((DirectConnection)connection).Loop;
        var turns = new TaskCompletionSource<long>();
        loop.Execute(() => turns.SetResult(loop.Turns));
        return await turns.Task.WaitAsync(Deadline.Limit);
    }

    private static async Task SendAllTheTimeAsync(Peer client, CancellationToken stop)
    {
        try
        {
            var chunk = new byte[256 * 1024];
            while (!stop.IsCancellationRequested)
            {
                await client.SendAsync(chunk);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // reset at the end of the test
        }
    }

    private static async Task ReadAllTheTimeAsync(Peer client)
    {
        try
        {
            var buffer = new byte[256 * 1024];
            while (await client.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // reset at the end of the test
        }
    }

    private sealed class ThreadTelling(IActorRef observer) : UntypedActor
    {
        public static Props Props(IActorRef observer) => ActorProps.Create(() => new ThreadTelling(observer));

        protected override void OnReceive(object message) => observer.Tell((message, EventLoop.Current));
    }

    private sealed class Echoing : UntypedActor
    {
        public static Props Props() => ActorProps.Create(() => new Echoing());

        protected override void OnReceive(object message)
        {
            if (message is Tcp.Received received)
            {
                Sender.Tell(Tcp.Write.Create(received.Data));
                Sender.Tell(Tcp.ResumeReading.Instance);
            }
        }
    }

    private sealed class Throwing : UntypedActor
    {
        public static Props Props() => ActorProps.Create(() => new Throwing());

        protected override void OnReceive(object message) => throw new InvalidOperationException("on purpose");
    }

    private sealed class StoppingParent : ReceiveActor
    {
        public StoppingParent() => Receive<Props>(child => Sender.Tell(Context.ActorOf(child)));

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
    }
}
