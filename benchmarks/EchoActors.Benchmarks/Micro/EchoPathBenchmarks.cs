using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.IO;
using BenchmarkDotNet.Attributes;
using EchoActors.Server;

namespace EchoActors.Benchmarks.Micro;

/// <summary>What an echo costs in our own actor: a transport without a socket speaks the <c>Tcp</c> protocol with one connection.</summary>
public class EchoPathBenchmarks
{
    private const int Messages = 100_000;
    private readonly EchoServerMeter _meter = new(new EchoServerStatistics("echo-path"));
    private ActorSystem _system = null!;
    private IActorRef _transport = null!;

    /// <summary>How many bytes one message has.</summary>
    [Params(64, 16 * 1024)]
    public int MessageSize { get; set; }

    /// <summary>Starts the connection and its transport.</summary>
    [GlobalSetup]
    public void Start()
    {
        _system = ActorSystem.Create("echo-path", ConfigurationFactory.ParseString("akka.loglevel = OFF"));
        _transport = _system.ActorOf(Props.Create<Transport>(MessageSize));
        var remote = new IPEndPoint(IPAddress.Loopback, 1);
        var lease = new Admission(maxClients: 1, maxClientsPerAddress: null).TryAdmit(remote.Address, out _)!;
        var shared = new EchoConnection.Shared(
            new EchoServerOptions(), _meter.EchoDuration, NoLogger.Instance, TimeProvider.System);
        _system.ActorOf(EchoConnection.Props(
            shared, lease, _transport, socket: null, new ConnectionTraffic(remote, TimeProvider.System)));
    }

    /// <summary>Ends the connection and its transport.</summary>
    [GlobalCleanup]
    public Task Stop() => _system.Terminate();

    /// <summary>One message received, written, acknowledged, and the next one asked for.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Echo()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _transport.Tell(new Deliver(Messages, done));
        return done.Task;
    }

    private sealed record Deliver(int Messages, TaskCompletionSource Done);

    /// <summary>Gives the same chunk whenever it is asked to read, and takes every write at once.</summary>
    private sealed class Transport(int messageSize) : UntypedActor
    {
        private readonly Tcp.Received _chunk = new(ByteString.FromBytes(new byte[messageSize]));
        private IActorRef? _reader;
        private Deliver? _deliver;
        private int _toDeliver;
        private int _toEcho;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Tcp.Register:
                    break;
                case Tcp.ResumeReading:
                    _reader = Sender;
                    DeliverNext();
                    break;
                case Tcp.Write write:
                    Sender.Tell(write.Ack);
                    if (--_toEcho == 0)
                    {
                        _deliver!.Done.SetResult();
                    }

                    break;
                case Deliver deliver:
                    (_deliver, _toDeliver, _toEcho) = (deliver, deliver.Messages, deliver.Messages);
                    DeliverNext();
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }

        private void DeliverNext()
        {
            if (_reader is { } reader && _toDeliver > 0)
            {
                _toDeliver--;
                _reader = null;
                reader.Tell(_chunk);
            }
        }
    }
}
