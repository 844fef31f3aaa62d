using Akka.Actor;
using Akka.Dispatch;
using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>
/// What the workers of a load have in common: their number, where their messages and clients come from, their part in
/// the step under way, and how often in a row they failed.
/// </summary>
internal abstract class LoadWorker : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    // After how many failures in a row a worker gives up.
    private const int MostFailures = 5;

    private readonly int _number;
    private readonly IActorRef? _tcp;
    private LoadCounts _counts;
    private int _failures;
    private long _next;
    private long _lastEchoAt;

    protected LoadWorker(int number, LoadOptions options, IActorRef? tcp, TimeProvider time)
    {
        _number = number;
        _tcp = tcp;
        _next = number;
        Options = options;
        Time = time;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected LoadOptions Options { get; }

    protected TimeProvider Time { get; }

    /// <summary>The step under way; null before the first, and from having settled to the next.</summary>
    protected LoadStepShared? Stage { get; private set; }

    /// <summary>Whether the step still wants messages sent.</summary>
    protected bool IsSending { get; set; }

    protected override SupervisorStrategy SupervisorStrategy() => LoadRun.Escalating;

    protected void Begin(LoadStepShared stage)
    {
        Stage = stage;
        IsSending = true;
        _counts = default;
    }

    protected IActorRef CreateClient() =>
        Context.ActorOf(EchoClient.Props(Options.Target, Options.Client, Self, _tcp, Time));

    /// <summary>The next message, counted as sent.</summary>
    protected EchoClient.Send TakeMessage()
    {
        _counts.Sent++;
        return Options.Payload[_next++];
    }

    protected void CountNeverMade(int sends = 1) => _counts.Dropped += sends;

    /// <summary>A message came back whole: whatever failed before, the path works.</summary>
    protected void CountEchoed(long dueAt, long sentAt, long echoedAt, int bytes)
    {
        _failures = 0;
        _lastEchoAt = echoedAt;
        _counts.Echoed++;
        _counts.Bytes += bytes;
        Stage!.Meter.Echoed(dueAt, sentAt, echoedAt);
    }

    /// <summary>Reports a failure, and tells whether it was one too many.</summary>
    protected bool GivesUpAfter(EchoOutcome outcome, bool isHopeless = false)
    {
        _failures++;
        var givesUp = isHopeless || _failures == MostFailures;
        Context.Parent.Tell(new LoadRun.Failed(_number, outcome, givesUp));
        return givesUp;
    }

    /// <summary>Is told <paramref name="message"/> after a pause that doubles with each failure in a row: 100 ms, 200 ms, ….</summary>
    protected void AfterPause(object message) =>
        Timers.StartSingleTimer(message, message, TimeSpan.FromMilliseconds(100 << (_failures - 1)));

    /// <summary>Reports what came of the step, once.</summary>
    protected void Settle()
    {
        if (Stage is not null)
        {
            Context.Parent.Tell(new LoadRun.Settled(_counts, _lastEchoAt));
            Stage = null;
        }
    }
}
