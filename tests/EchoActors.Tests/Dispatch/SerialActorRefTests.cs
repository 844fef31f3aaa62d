using System.Collections.Concurrent;
using Akka.Actor;
using EchoActors.Dispatch;
using Xunit;

namespace EchoActors.Tests.Dispatch;

public sealed class SerialActorRefTests
{
    [Fact]
    public void A_message_is_handled_on_the_teller_s_thread_before_the_telling_returns()
    {
        Thread? handledOn = null;
        var actor = new Recording(_ => handledOn = Thread.CurrentThread);

        actor.Tell("message");

        Assert.Same(Thread.CurrentThread, handledOn);
    }

    [Fact]
    public void What_it_is_told_while_it_handles_comes_after_and_never_in_between()
    {
        var steps = new List<string>();
        Recording actor = null!;
        actor = new Recording(message =>
        {
            steps.Add($"begin {message}");
            if (message is "first")
            {
                actor.Tell("second");
                actor.Tell("third");
            }

            steps.Add($"end {message}");
        });

        actor.Tell("first");

        Assert.Equal(["begin first", "end first", "begin second", "end second", "begin third", "end third"], steps);
    }

    [Fact]
    public void The_sender_belongs_to_the_message()
    {
        var other = new Recording(_ => { });
        var senders = new List<IActorRef>();
        Recording actor = null!;
        actor = new Recording(message =>
        {
            if (message is "first")
            {
                actor.Tell("second", actor);
            }

            senders.Add(actor.Teller);
        });

        actor.Tell("first", other);

        Assert.Equal([other, actor], senders);
    }

    [Fact]
    public void A_message_of_no_actor_has_a_sender_that_may_be_answered()
    {
        Recording actor = null!;
        actor = new Recording(_ => actor.Teller.Tell("answer"));

        actor.Tell("question", ActorRefs.NoSender);

        Assert.Empty(actor.Failures);
    }

    [Fact]
    public void A_message_that_can_t_be_handled_is_a_failure_and_the_next_is_handled_all_the_same()
    {
        var handled = new List<object>();
        var actor = new Recording(message => handled.Add(message is "bad" ? throw new InvalidOperationException("bad") : message));

        actor.Tell("bad");
        actor.Tell("good");

        Assert.Equal("bad", Assert.Single(actor.Failures).Message);
        Assert.Equal(["good"], handled);
    }

    [Fact]
    public void Many_tellers_are_served_one_at_a_time_each_in_its_order_and_none_is_lost()
    {
        const int Tellers = 4;
        const int Each = 500_000;
        var next = new int[Tellers];
        var inside = 0;
        var wrong = 0;
        var actor = new Recording(message =>
        {
            wrong += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
            var (teller, number) = ((int, int))message;
            wrong += next[teller]++ == number ? 0 : 1;
            Interlocked.Decrement(ref inside);
        });

        var threads = Enumerable.Range(0, Tellers).Select(teller => new Thread(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                actor.Tell((teller, number));
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(0, wrong);
        Assert.All(next, count => Assert.Equal(Each, count));
    }

    private sealed class Recording(Action<object> handle) : SerialActorRef
    {
        public ConcurrentQueue<Exception> Failures { get; } = [];

        public IActorRef Teller => Sender;

        public override ActorPath Path => throw new NotSupportedException();

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void Handle(object message) => handle(message);

        protected override void Fail(Exception cause) => Failures.Enqueue(cause);
    }
}
