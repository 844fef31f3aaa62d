using System.Net;
using Akka.Actor;
using Akka.IO;

namespace EchoActors.Probing.Tests.Doubles;

/// <summary>
/// An echo server in virtual time, in place of the <c>Tcp</c> manager: <paramref name="answerAt"/> says when what arrives
/// at a time goes back. Time counts from the server's start.
/// </summary>
internal sealed class SimulatedServer(TimeProvider time, Func<TimeSpan, TimeSpan> answerAt) : UntypedActor
{
    private readonly long _startedAt = time.GetTimestamp();
    private int _port = 40000;

    public static Props AnswersAfter(TimeProvider time, TimeSpan delay) =>
        Props.Create(() => new SimulatedServer(time, now => now + delay));

    /// <summary>Echoes at once, except during the first 200 ms of each second, in which it does nothing.</summary>
    public static Props Stalls200MillisecondsEachSecond(TimeProvider time) =>
        Props.Create(() => new SimulatedServer(time, now => now.Milliseconds < 200
            ? TimeSpan.FromSeconds(Math.Floor(now.TotalSeconds)) + TimeSpan.FromMilliseconds(200)
            : now + TimeSpan.FromMilliseconds(1)));

    /// <summary>Echoes after 1 ms, but nothing for a time; what came in that time goes back at its end.</summary>
    public static Props StandsStill(TimeProvider time, TimeSpan from, TimeSpan until) =>
        Props.Create(() => new SimulatedServer(time, now => now >= from && now < until
            ? until
            : now + TimeSpan.FromMilliseconds(1)));

    /// <summary>Echoes one message at a time, at most <paramref name="rate"/> a second.</summary>
    public static Props AnswersAtRate(TimeProvider time, double rate)
    {
        var next = TimeSpan.Zero;
        Func<TimeSpan, TimeSpan> queue = now => next = (now > next ? now : next) + TimeSpan.FromSeconds(1 / rate);
        return Props.Create(() => new SimulatedServer(time, queue));
    }

    protected override void OnReceive(object message)
    {
        if (message is Tcp.Connect connect)
        {
            var connection = Context.ActorOf(Props.Create(() => new Connection(time, AnswerIn)));
            Sender.Tell(new Tcp.Connected(connect.RemoteAddress, new IPEndPoint(IPAddress.Loopback, _port++)), connection);
        }
    }

    private TimeSpan AnswerIn()
    {
        var now = time.GetElapsedTime(_startedAt);
        return answerAt(now) - now;
    }

    private sealed class Connection(TimeProvider time, Func<TimeSpan> answerIn) : UntypedActor
    {
        private readonly Queue<ByteString> _answers = new();
        private readonly List<ITimer> _timers = [];
        private IActorRef _handler = ActorRefs.Nobody;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Tcp.Register register:
                    _handler = register.Handler;
                    break;
                case Tcp.Write write:
                    _answers.Enqueue(write.Data);
                    var self = Self;
                    _timers.Add(time.CreateTimer(_ => self.Tell("answer"), null, answerIn(), Timeout.InfiniteTimeSpan));
                    break;
                case "answer":
                    _handler.Tell(new Tcp.Received(_answers.Dequeue()));
                    break;
                case Tcp.Abort:
                    Context.Stop(Self);
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
