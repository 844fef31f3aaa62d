using Akka.Actor;
using Akka.IO;
using EchoActors.Client;

namespace EchoActors.Probing.Check.Conversations;

/// <summary>
/// Sends a message, ends our direction of the stream, and reads the echo slowly, so that some of it is outstanding when the end
/// arrives at the server and at each proxy before it. If all were back by then, one that takes this end for the end of both
/// directions could not be told from one that does not.
/// </summary>
internal sealed class HalfClose : TaskActor<EchoOutcome>, IWithTimers
{
    private sealed class ReadOn
    {
        public static readonly ReadOn Instance = new();
    }

    // Long enough for the end of the stream to arrive, whatever else the machines on the path have to do.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Props _props;
    private readonly ByteString _message;
    private IActorRef _client = ActorRefs.Nobody;

    private HalfClose(Endpoint target, EchoClientOptions options, ByteString message, TaskCompletionSource<EchoOutcome> done, TimeProvider time)
        : base(done)
    {
        _message = message;
        var self = Self;
        _props = EchoClient.Props(target, options with { AnswerTimeout = options.AnswerTimeout + FirstPause }, self, time: time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        Endpoint target, EchoClientOptions options, ByteString message, TaskCompletionSource<EchoOutcome> done, TimeProvider time) =>
        ActorProps.Create(() => new HalfClose(target, options, message, done, time));

    protected override void PreStart() => _client = Context.ActorOf(_props);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EchoClient.Connected:
                ReadNothingFor(FirstPause);
                _client.Tell(new EchoClient.Send(_message));
                _client.Tell(EchoClient.FinishSending.Instance);
                break;
            case EchoClient.Echoed:
                ReadNothingFor(Pause);
                break;
            case ReadOn:
                _client.Tell(Tcp.ResumeReading.Instance);
                break;
            case EchoClient.Ended ended:
                Complete(ended.Outcome);
                break;
            case ActorTask.Cancel:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ReadNothingFor(TimeSpan pause)
    {
        _client.Tell(Tcp.SuspendReading.Instance);
        if (!Timers.IsTimerActive(ReadOn.Instance))
        {
            Timers.StartSingleTimer(ReadOn.Instance, ReadOn.Instance, pause);
        }
    }
}
