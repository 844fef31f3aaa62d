using Akka.Configuration;
using Akka.TestKit;

namespace EchoActors.Tests.Doubles;

/// <summary>
/// An actor system whose timers move only when a test moves them, and whose actors run on the thread that tells them
/// something: when a tell returns, all that follows from it has happened.
/// </summary>
public static class VirtualTime
{
    public static readonly Config Config = ConfigurationFactory.ParseString("""
        akka {
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          actor.default-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
        }
        """);

    public static void Advance(this TestKitBase kit, TimeSpan by) => ((TestScheduler)kit.Sys.Scheduler).Advance(by);
}
