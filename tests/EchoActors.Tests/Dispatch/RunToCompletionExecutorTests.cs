using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Dispatch;

public sealed class RunToCompletionExecutorTests : DispatchTest
{
    [Property(MaxTest = 20)]
    public void Each_sender_s_messages_arrive_in_order_and_one_at_a_time(byte runs)
    {
        using var system = Start($"echoactors.dispatch.max-runs = {1 + runs % 8}");
        const int Messages = 500;
        string[] senders = [InlineRun.SocketThreadName, InlineRun.SocketThreadName, "a user's thread"];
        var next = new int[senders.Length];
        var inside = 0;
        using var all = new CountdownEvent(senders.Length * Messages);
        var mistakes = new List<string>();
        var actor = system.ActorOf(NonBlockingActor.Props((_, message) =>
        {
            var (sender, number) = ((int, int))message;
            var alone = Interlocked.Increment(ref inside) == 1;
            if (!alone || next[sender]++ != number)
            {
                mistakes.Add($"{number} of sender {sender}, {(alone ? "alone" : "at the same time as another")}");
            }

            Interlocked.Decrement(ref inside);
            all.Signal();
        }));

        Parallel.ForEach(senders, (name, _, sender) => SocketThread.Run(name, () =>
        {
            for (var number = 0; number < Messages; number++)
            {
                actor.Tell(((int)sender, number));
            }
        }));

        Assert.True(all.Wait(Deadline));
        Assert.Empty(mistakes);
        Assert.True(system.Terminate().Wait(Deadline));
    }

    [Fact]
    public void Work_is_refused_after_shutdown()
    {
        var executor = new RunToCompletionExecutor("a dispatcher", new RunToCompletionOptions());
        executor.Shutdown();

        var refusal = Assert.Throws<RejectedExecutionException>(() => executor.Execute(new ActionRunnable(() => { })));

        Assert.Contains("a dispatcher", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_accepted_before_shutdown_is_run()
    {
        var executor = new RunToCompletionExecutor("a dispatcher", new RunToCompletionOptions());
        var ran = new TaskCompletionSource();

        executor.Execute(new ActionRunnable(ran.SetResult));
        executor.Shutdown();

        await ran.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task An_actor_system_stops_while_a_chain_runs()
    {
        using var system = Start("");
        var actor = system.ActorOf(NonBlockingActor.Props((_, message) => ActorCell.GetCurrentSelfOrNoSender()!.Tell(message)));
        actor.Tell("go on without end");

        await system.Terminate().WaitAsync(Deadline);
    }

    [Fact]
    public void Akka_s_own_actors_keep_their_executor()
    {
        var executor = System.Settings.Config.GetString("akka.actor.internal-dispatcher.executor");

        Assert.Equal("default-executor", executor);
    }

    [Theory]
    [InlineData("max-runs = 0", "echoactors.dispatch.max-runs")]
    [InlineData("max-runs = 100001", "echoactors.dispatch.max-runs")]
    [InlineData("max-time = 0us", "echoactors.dispatch.max-time")]
    [InlineData("max-time = off", "echoactors.dispatch.max-time")]
    [InlineData("max-run = 5", "echoactors.dispatch.max-run")]
    public void A_wrong_bound_is_refused_by_name(string setting, string name)
    {
        var failure = Assert.Throws<TargetInvocationException>(() => Start($"echoactors.dispatch {{ {setting} }}"));

        Assert.Contains(name, Assert.IsType<SettingsException>(failure.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bounds_of_the_reference_are_the_defaults_of_the_record()
    {
        Assert.Equal(new RunToCompletionOptions(), RunToCompletionOptions.FromConfig(Config.Empty));
    }
}
