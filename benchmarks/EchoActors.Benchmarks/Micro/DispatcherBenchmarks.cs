using Akka.Actor;
using Akka.Configuration;
using BenchmarkDotNet.Attributes;

namespace EchoActors.Benchmarks.Micro;

/// <summary>What it costs to hand one message from one actor's mailbox to another's.</summary>
public class DispatcherBenchmarks
{
    private const int RoundTrips = 100_000;
    private ActorSystem _system = null!;
    private IActorRef _first = null!;

    /// <summary>The default dispatcher's executor: the reference configuration's.</summary>
    [Params("default-executor")]
    public string Executor { get; set; } = "";

    /// <summary>Starts two actors on the executor.</summary>
    [GlobalSetup]
    public void Start()
    {
        var config = ConfigurationFactory.ParseString($"akka.loglevel = OFF, akka.actor.default-dispatcher.executor = \"{Executor}\"");
        _system = ActorSystem.Create("dispatcher", config);
        var second = _system.ActorOf(Props.Create<Returner>());
        _first = _system.ActorOf(Props.Create<Player>(second));
    }

    /// <summary>Ends the actors.</summary>
    [GlobalCleanup]
    public Task Stop() => _system.Terminate();

    /// <summary>One message there and back; the cost is of both.</summary>
    [Benchmark(OperationsPerInvoke = RoundTrips)]
    public Task PingPong()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.Tell(new Match(RoundTrips, done));
        return done.Task;
    }

    private sealed record Match(int RoundTrips, TaskCompletionSource Done);

    private sealed class Ball
    {
        internal static readonly Ball Instance = new();
    }

    private sealed class Player(IActorRef partner) : UntypedActor
    {
        private Match? _match;
        private int _left;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Match match:
                    (_match, _left) = (match, match.RoundTrips);
                    partner.Tell(Ball.Instance);
                    break;
                case Ball when --_left > 0:
                    partner.Tell(message);
                    break;
                case Ball:
                    _match!.Done.SetResult();
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    private sealed class Returner : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
