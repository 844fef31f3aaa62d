using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using EchoActors.Dispatch;
using Xunit;

namespace EchoActors.Tests.Dispatch;

public sealed class RuntimeTimerSchedulerTests() : TestKit(RuntimeTimerScheduler.Enabled.WithFallback(DefaultConfig))
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(10);

    private RuntimeTimerScheduler Scheduler => (RuntimeTimerScheduler)Sys.Scheduler;

    [Fact]
    public async Task A_message_comes_once_and_not_too_early()
    {
        var before = TimeProvider.System.GetTimestamp();

        Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "due", ActorRefs.NoSender);

        await ExpectMsgAsync("due");
        Assert.True(TimeProvider.System.GetElapsedTime(before) >= Soon);
        await ExpectNoMsgAsync(Soon * 3);
        Assert.Equal(0, Scheduler.Scheduled);
    }

    [Fact]
    public async Task A_message_that_is_due_at_once_comes()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "due", ActorRefs.NoSender);

        await ExpectMsgAsync("due");
    }

    [Fact]
    public async Task A_repeated_message_comes_until_it_is_cancelled()
    {
        var cancelable = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, Soon, TestActor, "again", ActorRefs.NoSender);
        await ExpectMsgAsync("again");
        await ExpectMsgAsync("again");
        await ExpectMsgAsync("again");

        cancelable.Cancel();

        Assert.Equal(0, Scheduler.Scheduled);
    }

    [Fact]
    public void What_was_cancelled_before_is_not_scheduled()
    {
        var cancelable = new Cancelable(Sys.Scheduler);
        cancelable.Cancel();

        Sys.Scheduler.ScheduleTellOnce(Later, TestActor, "never", ActorRefs.NoSender, cancelable);

        Assert.Equal(0, Scheduler.Scheduled);
    }

    [Fact]
    public async Task Timers_and_receive_timeouts_of_an_actor_pass_and_end_with_it()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        await ExpectMsgAsync("timer");
        await ExpectMsgAsync("timeout");

        Watch(actor);
        Sys.Stop(actor);

        await ExpectTerminatedAsync(actor);
        Assert.Equal(0, Scheduler.Scheduled);
    }

    [Fact]
    public async Task What_fails_is_logged_and_not_repeated()
    {
        var runs = 0;
        Sys.EventStream.Subscribe(TestActor, typeof(Error));

        Sys.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.Zero, Soon, () => throw new InvalidOperationException($"run {++runs}"));

        var error = await ExpectMsgAsync<Error>();
        Assert.Equal("run 1", error.Cause.Message);
        await AwaitConditionAsync(() => Task.FromResult(Scheduler.Scheduled == 0));
    }

    [Fact]
    public void Times_beyond_what_the_runtime_can_wait_are_taken()
    {
        var cancelable = Sys.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromDays(1000), TestActor, "never", ActorRefs.NoSender);

        Assert.Equal(1, Scheduler.Scheduled);
        cancelable.Cancel();
    }

    [Fact]
    public async Task Nothing_is_scheduled_once_the_system_has_ended()
    {
        var scheduler = Scheduler;
        Sys.Scheduler.ScheduleTellOnce(Later, TestActor, "never", ActorRefs.NoSender);

        await Sys.Terminate();

        Assert.Equal(0, scheduler.Scheduled);
        Assert.Throws<SchedulerException>(() => Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "never", ActorRefs.NoSender));
    }

    private sealed class Timed : UntypedActor, IWithTimers
    {
        private readonly IActorRef _observer;

        public Timed(IActorRef observer)
        {
            _observer = observer;
            SetReceiveTimeout(TimeSpan.FromMilliseconds(100));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartSingleTimer("once", "timer", Soon);
            Timers.StartPeriodicTimer("never", "never", Later);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "timer":
                    _observer.Tell(message);
                    break;
                case ReceiveTimeout:
                    SetReceiveTimeout(null);
                    _observer.Tell("timeout");
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
