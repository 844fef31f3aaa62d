using Akka.Actor;
using EchoActors.Dispatch;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Dispatch;

public sealed class RunToCompletionQueueTests
{
    [Property]
    public void Messages_leave_in_the_order_in_which_they_came(bool[] additions)
    {
        var queue = new RunToCompletionQueue();
        var model = new Queue<int>();
        var next = 0;
        foreach (var isAddition in additions)
        {
            if (isAddition)
            {
                queue.Enqueue(ActorRefs.Nobody, new Envelope(next, ActorRefs.Nobody));
                model.Enqueue(next++);
            }
            else
            {
                Assert.Equal(model.TryDequeue(out var expected), queue.TryDequeue(out var envelope));
                Assert.Equal(expected, envelope.Message ?? 0);
            }

            Assert.Equal(model.Count, queue.Count);
            Assert.Equal(model.Count > 0, queue.HasMessages);
        }
    }

    [Fact]
    public void Messages_of_each_of_many_threads_leave_whole_and_in_order()
    {
        const int Threads = 4;
        const int Messages = 200_000;
        var queue = new RunToCompletionQueue();
        var writers = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < Messages; i++)
            {
                queue.Enqueue(ActorRefs.Nobody, new Envelope((thread, i), ActorRefs.Nobody));
            }
        })).ToArray();
        Array.ForEach(writers, writer => writer.Start());

        var next = new int[Threads];
        while (next.Sum() < Threads * Messages)
        {
            if (queue.TryDequeue(out var envelope))
            {
                var (thread, i) = ((int, int))envelope.Message;
                Assert.Equal(next[thread]++, i);
            }
            else
            {
                Assert.True(queue.HasMessages || writers.Any(writer => writer.IsAlive) || queue.HasMessages);
            }
        }

        Assert.False(queue.HasMessages);
    }

    [Fact]
    public void What_is_left_when_the_actor_stops_goes_to_dead_letters_in_order()
    {
        var queue = new RunToCompletionQueue();
        var deadLetters = new RunToCompletionQueue();
        queue.Enqueue(ActorRefs.Nobody, new Envelope("a", ActorRefs.Nobody));
        queue.Enqueue(ActorRefs.Nobody, new Envelope("b", ActorRefs.Nobody));

        queue.CleanUp(ActorRefs.Nobody, deadLetters);

        Assert.False(queue.HasMessages);
        Assert.True(deadLetters.TryDequeue(out var first) && first.Message is "a");
        Assert.True(deadLetters.TryDequeue(out var second) && second.Message is "b");
    }
}
