using Akka.Actor;
using Xunit;

namespace EchoActors.Tests.Dispatch;

public sealed class RunToCompletionThreadTests : DispatchTest
{
    [Fact]
    public void An_arrival_is_handled_to_its_end_on_the_socket_thread_before_the_telling_returns()
    {
        var steps = new List<(string Step, Thread Thread)>();
        var second = Idle((sender, message) =>
        {
            steps.Add(($"second {message}", Thread.CurrentThread));
            sender.Tell("answer");
        });
        IActorRef first = null!;
        first = Idle((_, message) =>
        {
            steps.Add(($"first {message}", Thread.CurrentThread));
            if (message is "arrival")
            {
                second.Tell("question", first);
            }
        });

        Thread socketThread = null!;
        SocketThread.Run(() =>
        {
            socketThread = Thread.CurrentThread;
            first.Tell("arrival");
            steps.Add(("told", Thread.CurrentThread));
        });

        Assert.Equal(["first arrival", "second question", "first answer", "told"], steps.Select(step => step.Step));
        Assert.All(steps, step => Assert.Same(socketThread, step.Thread));
    }

    [Fact]
    public async Task What_a_user_s_thread_tells_is_run_by_the_pool()
    {
        var ranOn = new TaskCompletionSource<Thread>();
        var actor = Idle((_, _) => ranOn.TrySetResult(Thread.CurrentThread));

        SocketThread.Run("a user's thread", () => actor.Tell("work"));

        Assert.True((await ranOn.Task.WaitAsync(Deadline)).IsThreadPoolThread);
    }

    [Fact]
    public async Task What_a_timer_tells_is_run_by_the_pool()
    {
        var ranOn = new TaskCompletionSource<Thread>();
        var actor = Idle((_, _) => ranOn.TrySetResult(Thread.CurrentThread));

        System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(1), actor, "tick", ActorRefs.NoSender);

        Assert.True((await ranOn.Task.WaitAsync(Deadline)).IsThreadPoolThread);
    }

    [Fact]
    public async Task What_a_request_on_a_pool_thread_tells_is_not_run_within_the_request()
    {
        var inRequest = new ThreadLocal<bool>();
        var ranInRequest = new TaskCompletionSource<bool>();
        var actor = Idle((_, _) => ranInRequest.TrySetResult(inRequest.Value));

        await Task.Run(() =>
        {
            inRequest.Value = true;
            actor.Tell("work");
            inRequest.Value = false;
        });

        Assert.False(await ranInRequest.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task An_actor_that_may_block_never_runs_on_a_socket_thread()
    {
        var ranOn = new TaskCompletionSource<Thread>();
        var ordinary = System.ActorOf(OrdinaryActor.Props((_, _) => ranOn.TrySetResult(Thread.CurrentThread)));
        await ordinary.Ask<ActorIdentity>(new Identify(null), Deadline);
        var relay = Idle((_, message) => ordinary.Tell(message));

        SocketThread.Run(() => relay.Tell("work"));

        Assert.True((await ranOn.Task.WaitAsync(Deadline)).IsThreadPoolThread);
    }

    [Fact]
    public async Task An_actor_that_blocks_on_another_s_answer_gets_it()
    {
        var answering = Idle((sender, _) => sender.Tell("answer"));
        var blocking = System.ActorOf(OrdinaryActor.Props(
            (sender, _) => sender.Tell(answering.Ask<string>("question", Deadline).GetAwaiter().GetResult())));
        var relay = Idle((sender, message) => blocking.Tell(message, sender));

        Assert.Equal("answer", await relay.Ask<string>("go", Deadline));
    }

    [Fact]
    public void Ambient_values_of_one_actor_are_not_seen_by_the_next()
    {
        var ambient = new AsyncLocal<string?>();
        string? seen = "nothing yet";
        var second = Idle((_, _) => seen = ambient.Value);
        var first = Idle((_, _) =>
        {
            ambient.Value = "of the first";
            second.Tell("look");
        });

        SocketThread.Run(() => first.Tell("go"));

        Assert.Null(seen);
    }

    [Fact]
    public async Task A_failing_actor_is_supervised_and_the_rest_of_its_run_goes_on()
    {
        var ran = false;
        var second = Idle((_, _) => ran = true);
        var first = Idle((sender, message) =>
        {
            if (message is "fail")
            {
                second.Tell("go");
                throw new InvalidOperationException("on purpose");
            }

            sender.Tell("restarted");
        });

        SocketThread.Run(() => first.Tell("fail"));

        Assert.True(ran);
        Assert.Equal("restarted", await first.Ask<string>("ping", Deadline));
    }
}
