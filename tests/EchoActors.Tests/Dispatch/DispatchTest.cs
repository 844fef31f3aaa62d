using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using Xunit;

namespace EchoActors.Tests.Dispatch;

/// <summary>A test with an actor system on the run-to-completion executor.</summary>
public abstract class DispatchTest : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>So long that a test that is not about time never ends a run by it.</summary>
    protected const string NoHurry = "echoactors.dispatch.max-time = 1h";

    protected ActorSystem System { get; } = Start(NoHurry);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => System.Terminate().WaitAsync(Deadline);

    protected static ActorSystem Start(string settings) => ActorSystem.Create(
        "dispatch",
        ConfigurationFactory.ParseString(settings + "\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF")
            .WithFallback(RunToCompletion.Config)
            .WithFallback(ReferenceConfig.Default));

    /// <summary>An actor that has started and is idle: what a socket thread tells it next, it runs at once.</summary>
    internal IActorRef Idle(Action<IActorRef, object> onReceive)
    {
        var actor = System.ActorOf(NonBlockingActor.Props(onReceive));
        AwaitIdle(actor);
        return actor;
    }

    /// <summary>Returns when the actor has done what it was told before, and is idle again.</summary>
    internal static void AwaitIdle(IActorRef actor)
    {
        var started = Stopwatch.GetTimestamp();
        var idle = false;
        while (!idle)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, "No socket thread ran the actor at once.");
            SocketThread.Run(() =>
            {
                Thread? ranOn = null;
                actor.Tell(new Action(() => Volatile.Write(ref ranOn, Thread.CurrentThread)));
                idle = Volatile.Read(ref ranOn) == Thread.CurrentThread;
            });
        }
    }
}
