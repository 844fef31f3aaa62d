using Akka.Actor;
using Akka.Dispatch;
using EchoActors.Client;
using EchoActors.Probing.Sessions;

namespace EchoActors.Probing.Load;

/// <summary>
/// The common part of the workers of a load: the messages between them and the <see cref="LoadRun"/>, their number, their
/// session, their part in the current step, and how often in a row they failed.
/// </summary>
internal abstract class LoadWorker : UntypedActor, IWithTimers, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    /// <summary>Opens the connection.</summary>
    internal sealed class Open
    {
        public static readonly Open Instance = new();
    }

    /// <summary>Begins a step.</summary>
    internal sealed record Begin(LoadStepShared Step);

    /// <summary>Sends a message that was due at this timestamp.</summary>
    internal sealed record Due(long At) : INoSerializationVerificationNeeded;

    /// <summary>Sends nothing more in this step.</summary>
    internal sealed class Halt
    {
        public static readonly Halt Instance = new();
    }

    /// <summary>Gives up the messages that are outstanding.</summary>
    internal sealed class Abandon
    {
        public static readonly Abandon Instance = new();
    }

    /// <summary>A connection is established.</summary>
    internal sealed record Opened(TimeSpan ConnectTime, TimeSpan? HandshakeTime, bool IsResumed)
    {
        public static Opened Of(EchoClient.Connected connected) =>
            new(connected.ConnectTime, connected.HandshakeTime, connected.Tls is { IsResumed: true });
    }

    /// <summary>A connection ended badly, or could not be established.</summary>
    internal sealed record Failed(int Connection, EchoOutcome Outcome, bool GivesUp);

    /// <summary>The worker sends nothing more in this step, and has nothing outstanding.</summary>
    internal sealed record Settled(LoadCounts Counts, long LastEchoAt, PathFigures? Path);

    // After how many failures in a row a worker gives up.
    private const int MostFailures = 5;

    // A defect of one worker fails the whole load: a measurement without one of its parts is wrong.
    private static readonly SupervisorStrategy Escalating = new OneForOneStrategy(Decider.From(Directive.Escalate));

    private readonly int _number;
    private LoadCounts _counts;
    private int _failures;
    private long _next;
    private long _lastEchoAt;

    protected LoadWorker(int number, LoadOptions options, IActorRef? tcp, TimeProvider time)
    {
        _number = number;
        _next = number;
        Options = options;
        Time = time;
        Session = new EchoSession(Context, self => EchoClient.Props(options.Target, options.Client, self, tcp, time));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected LoadOptions Options { get; }

    protected TimeProvider Time { get; }

    protected EchoSession Session { get; }

    /// <summary>The current step; null before the first, and after settling until the next.</summary>
    protected LoadStepShared? Step { get; private set; }

    /// <summary>Whether the step still wants messages sent.</summary>
    protected bool IsSending { get; set; }

    protected override SupervisorStrategy SupervisorStrategy() => Escalating;

    protected void BeginStep(LoadStepShared step)
    {
        Step = step;
        IsSending = true;
        _counts = default;
    }

    /// <summary>The next message, counted as sent.</summary>
    protected EchoClient.Send TakeMessage()
    {
        _counts.Sent++;
        return Options.Payload[_next++];
    }

    protected void CountDropped(int sends = 1) => _counts.Dropped += sends;

    /// <summary>A message came back whole. The path works, so failures are counted from none again.</summary>
    protected void CountEchoed(Outstanding.Message message, long echoedAt)
    {
        _failures = 0;
        _lastEchoAt = echoedAt;
        _counts.Echoed++;
        _counts.Bytes += message.Size;
        Step!.Meter.Echoed(message.DueAt, message.SentAt, echoedAt);
    }

    /// <summary>Reports a failure, and returns whether the worker gives up.</summary>
    protected bool GivesUpAfter(EchoOutcome outcome, bool isHopeless = false)
    {
        _failures++;
        var givesUp = isHopeless || _failures == MostFailures;
        Context.Parent.Tell(new Failed(_number, outcome, givesUp));
        return givesUp;
    }

    /// <summary>Receives <paramref name="message"/> after a pause that doubles with each failure in a row: 100 ms, 200 ms, ….</summary>
    protected void AfterPause(object message) =>
        Timers.StartSingleTimer(message, message, TimeSpan.FromMilliseconds(100 << (_failures - 1)));

    /// <summary>What the kernel has counted in this step, or null where it does not tell or the worker does not ask.</summary>
    protected virtual PathFigures? TakePath() => null;

    /// <summary>Reports the worker's part of the step, once.</summary>
    protected void Settle()
    {
        if (Step is not null)
        {
            Context.Parent.Tell(new Settled(_counts, _lastEchoAt, TakePath()));
            Step = null;
        }
    }
}
