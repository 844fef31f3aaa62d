using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.IO;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>
/// Eight threads tell, close and drain while clients reset. For a second, or for as many as ECHOACTORS_STRESS_SECONDS says: what a
/// race would break shows only in many rounds.
/// </summary>
public sealed class DirectStressTests
{
    private const int Tellers = 8;
    private const int Dialers = 4;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("ECHOACTORS_STRESS_SECONDS") ?? "1", CultureInfo.InvariantCulture));

    private static readonly Config Settings = ConfigurationFactory.ParseString("""
        akka { loglevel = ERROR, stdout-loglevel = OFF, log-dead-letters = off }
        echoactors.direct.loops = 3
        """);

    private readonly ConcurrentQueue<string> _errors = [];

    [Fact]
    public async Task Whatever_is_told_by_whomever_each_connection_ends_once_and_the_loops_live()
    {
        var system = ActorSystem.Create("stress", Settings);
        system.EventStream.Subscribe(system.ActorOf(ErrorLog.Props(_errors)), typeof(Error));
        var counts = new Counts();
        var acceptor = system.ActorOf(Acceptor.Props(counts));
        var bound = await acceptor.Ask<(Tcp.Bound Bound, IActorRef Listener)>(
            new Tcp.Bind(acceptor, new IPEndPoint(IPAddress.Loopback, 0), pullMode: true), Deadline.Limit);

        await RunAsync(
            Enumerable.Range(0, Tellers).Select(seed => new Random(seed)).Select(random => (Action)(() => TellAnything(counts.Connections, random))),
            Enumerable.Range(0, Dialers).Select(seed => new Random(seed)).Select(random => (Action)(() => DialOnce((IPEndPoint)bound.Bound.LocalAddress, random))));
        bound.Listener.Tell(Tcp.Unbind.Instance);
        await Deadline.UntilAsync(() => counts.Ended == counts.Accepted);

        Assert.InRange(counts.Accepted, 1, long.MaxValue);
        Assert.Equal(0, counts.EndedTwice);
        Assert.Equal("", string.Join('\n', _errors.Take(3)));
        foreach (var loop in system.WithExtension<DirectTcpExtension, DirectTcpExtensionProvider>().Loops!.All)
        {
            var lives = new TaskCompletionSource<bool>();
            loop.Execute(() => lives.SetResult(loop.SourcesOf<DirectConnection>().Any()));
            Assert.False(await lives.Task.WaitAsync(Deadline.Limit));
        }

        await system.Terminate();
    }

    [Fact]
    public async Task Servers_drain_again_and_again_under_clients_that_reset()
    {
        var system = ActorSystem.Create("stress", Settings);
        system.EventStream.Subscribe(system.ActorOf(ErrorLog.Props(_errors)), typeof(Error));
        var drains = 0;
        var options = new EchoServerOptions
        {
            Listen = [new HostPort("127.0.0.1", 0)],
            Transport = EchoTransport.Direct,
            DrainTimeout = TimeSpan.FromMilliseconds(200),
            DrainQuietPeriod = TimeSpan.FromMilliseconds(10),
            LogConnections = false,
        };
        var until = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Tellers / 2).Select(async seed =>
        {
            while (until.Elapsed < Duration)
            {
                var statistics = new EchoServerStatistics("stress");
                var server = system.ActorOf(EchoServer.Props(options, statistics).OnTransport(system, EchoTransport.Direct));
                var bound = await server.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, Deadline.Limit);
                var endPoint = new IPEndPoint(IPAddress.Loopback, bound.Addresses[0].Port);
                using var stop = new CancellationTokenSource();
                var clients = Enumerable.Range(0, 2).Select(client => OnThreadOfItsOwn(() =>
                {
                    var random = new Random((seed * 10) + client);
                    while (!stop.IsCancellationRequested)
                    {
                        DialOnce(endPoint, random);
                    }
                })).ToList();
                await Deadline.UntilAsync(() => statistics.Accepted > 10);

                await server.Ask<EchoServer.Drained>(EchoServer.Drain.Instance, Deadline.Limit);

                await stop.CancelAsync();
                await Task.WhenAll(clients);
                Assert.Equal(0, statistics.Open);
                system.Stop(server);
                Interlocked.Increment(ref drains);
            }
        }));

        Assert.InRange(drains, 1, int.MaxValue);
        Assert.Equal("", string.Join('\n', _errors.Take(3)));
        await system.Terminate();
    }

    private static async Task RunAsync(params IEnumerable<Action>[] steps)
    {
        var until = Stopwatch.StartNew();
        var failures = new ConcurrentQueue<Exception>();
        var threads = steps.SelectMany(each => each).Select(step => new Thread(() =>
        {
            try
            {
                while (until.Elapsed < Duration)
                {
                    step();
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        })
        { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());
        await OnThreadOfItsOwn(() => threads.ForEach(thread => thread.Join()));
        Assert.Empty(failures);
    }

    // What blocks would keep threads of the pool from the tests beside this one.
    private static Task OnThreadOfItsOwn(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void TellAnything(ConcurrentQueue<IActorRef> connections, Random random)
    {
        if (!connections.TryDequeue(out var connection))
        {
            Thread.Yield();
            return;
        }

        for (var left = random.Next(20); left > 0; left--)
        {
            connection.Tell(random.Next(8) switch
            {
                0 => Tcp.SuspendReading.Instance,
                1 => Tcp.Write.Create(ByteString.FromBytes(new byte[random.Next(100)])),
                2 => Tcp.Write.Create(ByteString.FromBytes(new byte[random.Next(1_000_000)])),
                3 => new Identify(left),
                _ => Tcp.ResumeReading.Instance,
            });
        }

        if (random.Next(3) > 0)
        {
            connections.Enqueue(connection); // for another thread
            return;
        }

        connection.Tell(random.Next(4) switch
        {
            0 => Tcp.Close.Instance,
            1 => Tcp.ConfirmedClose.Instance,
            2 => PoisonPill.Instance,
            _ => Tcp.Abort.Instance,
        });
        connection.Tell(Tcp.ResumeReading.Instance);
        connection.Tell(Tcp.Abort.Instance); // a client that waits for what is not sent would stay
    }

    private static void DialOnce(IPEndPoint server, Random random)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 50, SendTimeout = 50 };
        try
        {
            client.Connect(server);
            for (var left = random.Next(5); left > 0; left--)
            {
                client.Send(new byte[1 + random.Next(50_000)]);
                if (random.Next(2) == 0)
                {
                    client.Receive(new byte[1 + random.Next(50_000)]);
                }
            }

            switch (random.Next(3))
            {
                case 0:
                    client.Shutdown(SocketShutdown.Send);
                    client.Receive(new byte[1]);
                    break;
                case 1:
                    client.Close(timeout: 0); // a reset
                    break;
            }
        }
        catch (SocketException)
        {
            // Refused, reset or too slow: all of it is the server's right.
        }
    }

    private sealed class Counts
    {
        private long _accepted;
        private long _ended;
        private long _endedTwice;

        public ConcurrentQueue<IActorRef> Connections { get; } = [];

        public long Accepted => Interlocked.Read(ref _accepted);

        public long Ended => Interlocked.Read(ref _ended);

        public long EndedTwice => Interlocked.Read(ref _endedTwice);

        public void Accept(IActorRef connection)
        {
            Interlocked.Increment(ref _accepted);
            Connections.Enqueue(connection);
        }

        public void End(bool again) => Interlocked.Increment(ref again ? ref _endedTwice : ref _ended);
    }

    // Gives each connection a handler beside it, and the tellers the connection.
    private sealed class Acceptor(Counts counts) : UntypedActor
    {
        private IActorRef? _asked;

        public static Props Props(Counts counts) => ActorProps.Create(() => new Acceptor(counts));

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Tcp.Bind bind:
                    _asked = Sender;
                    Context.System.Tcp(EchoTransport.Direct).Tell(bind);
                    break;
                case Tcp.Bound bound:
                    _asked.Tell((bound, Sender));
                    break;
                case Tcp.Connected:
                    Sender.Tell(new RegisterBorrowing(Context.ActorOf(Handler.Props(counts).Beside(Sender))));
                    counts.Accept(Sender);
                    break;
            }
        }
    }

    private sealed class Handler(Counts counts) : UntypedActor
    {
        private bool _hasEnded;

        public static Props Props(Counts counts) => ActorProps.Create(() => new Handler(counts));

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Tcp.Received received:
                    Sender.Tell(Tcp.Write.Create(received.Data));
                    Sender.Tell(Tcp.ResumeReading.Instance);
                    break;
                case Tcp.PeerClosed:
                    Sender.Tell(Tcp.Close.Instance);
                    break;
                case Tcp.ConnectionClosed:
                    counts.End(_hasEnded);
                    _hasEnded = true;
                    break;
            }
        }
    }

    private sealed class ErrorLog(ConcurrentQueue<string> errors) : UntypedActor
    {
        public static Props Props(ConcurrentQueue<string> errors) => ActorProps.Create(() => new ErrorLog(errors));

        protected override void OnReceive(object message) => errors.Enqueue(message.ToString()!);
    }
}
