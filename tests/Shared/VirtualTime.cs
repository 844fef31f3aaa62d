using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;

namespace EchoActors.Tests.Shared;

/// <summary>Configurations of an actor system whose timers and actors a test drives.</summary>
internal static class VirtualTime
{
    /// <summary>Actors run on the thread that tells them something: when a tell returns, all that follows from it has happened.</summary>
    public static readonly Config OneThread = ConfigurationFactory.ParseString(
        """akka.actor.default-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit" """);

    /// <summary><see cref="OneThread"/>, and timers that move only when a test moves them.</summary>
    public static readonly Config Config = ConfigurationFactory.ParseString(
        """akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """).WithFallback(OneThread);

    public static void Advance(this TestKitBase kit, TimeSpan by) => ((TestScheduler)kit.Sys.Scheduler).Advance(by);

    /// <summary>The clock of <paramref name="kit"/>'s timers.</summary>
    public static TimeProvider Clock(this TestKitBase kit) => new SchedulerClock(kit.Sys.Scheduler);

    private sealed class SchedulerClock(IScheduler scheduler) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => scheduler.Now;

        public override long GetTimestamp() => scheduler.Now.UtcTicks;
    }
}
