using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EchoActors.Tests.Doubles;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>One event loop, with sources that a test makes.</summary>
public sealed class EventLoopTests : IDisposable
{
    private const EpollEvents Edges = EpollEvents.Readable | EpollEvents.PeerHangUp | EpollEvents.EdgeTriggered;

    private readonly ConcurrentQueue<Exception> _failures = [];
    private readonly EventLoop _loop;

    public EventLoopTests()
    {
        _loop = new EventLoop(index: 0, (_, cause) => _failures.Enqueue(cause));
        _loop.Start();
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task What_is_posted_runs_in_order_on_its_thread_and_wakes_it()
    {
        var ran = new List<int>();
        for (var number = 0; number < 100; number++)
        {
            var current = number;
            _loop.Execute(() =>
            {
                Assert.True(_loop.IsCurrent);
                ran.Add(current);
            });
        }

        await OnLoopAsync(() => true);

        Assert.Equal(Enumerable.Range(0, 100), ran);
    }

    [Fact]
    public async Task Many_threads_post_and_nothing_is_lost_while_the_loop_falls_asleep_again_and_again()
    {
        const int Each = 20_000;
        var ran = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                _loop.Execute(() => ran++);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(4 * Each, await OnLoopAsync(() => ran));
    }

    [Fact]
    public async Task What_was_scheduled_before_the_end_is_run()
    {
        const int Runs = 1000; // more than a turn has
        var ran = 0;
        var ended = new TaskCompletionSource();
        _loop.Execute(() =>
        {
            for (var run = 0; run < Runs; run++)
            {
                _loop.Execute(() =>
                {
                    if (++ran == Runs)
                    {
                        ended.SetResult();
                    }
                });
            }
        });

        _loop.Dispose();

        await ended.Task.WaitAsync(Deadline.Limit);
    }

    [Fact]
    public async Task Data_and_the_end_of_the_stream_come_as_one_event_that_tells_both()
    {
        using var pair = new SocketPair(receiveBuffer: 65_536);
        pair.Connected.Send("last words"u8);
        pair.Connected.Shutdown(SocketShutdown.Send);
        var source = new Recording();
        await Deadline.UntilAsync(() => pair.Accepted.Poll(0, SelectMode.SelectRead) && pair.Accepted.Available == 10);

        await WatchAsync(pair.Accepted, source);

        await Deadline.UntilAsync(() => source.Events.Any(events => (events & (EpollEvents.Readable | EpollEvents.PeerHangUp)) == (EpollEvents.Readable | EpollEvents.PeerHangUp)));
    }

    [Fact]
    public async Task An_event_of_a_descriptor_that_was_closed_in_the_same_turn_does_not_reach_the_next_source_of_that_descriptor()
    {
        using var first = new SocketPair(receiveBuffer: 65_536);
        using var second = new SocketPair(receiveBuffer: 65_536);
        var next = new Recording();
        var closers = new[] { new Recording(), new Recording() };
        var descriptors = new[] { (int)first.Accepted.Handle, (int)second.Accepted.Handle };
        var swapped = 0;
        for (var index = 0; index < 2; index++)
        {
            // Whichever is told first replaces the other, whose event is in the same batch.
            var other = 1 - index;
            closers[index].OnEvent = () =>
            {
                if (swapped++ == 0)
                {
                    _loop.Remove(descriptors[other]);
                    _loop.TryAdd(descriptors[other], next, EpollEvents.EdgeTriggered | EpollEvents.PeerHangUp); // its data is no event for it
                }
            };
        }

        await OnLoopAsync(() =>
        {
            first.Connected.Send("x"u8);
            second.Connected.Send("x"u8);
            return _loop.TryAdd(descriptors[0], closers[0], Edges) && _loop.TryAdd(descriptors[1], closers[1], Edges);
        });
        await Deadline.UntilAsync(() => closers.Sum(closer => closer.Events.Count) == 1);
        await OnLoopAsync(() => true);

        Assert.Empty(next.Events);
        Assert.Equal(1, closers.Sum(closer => closer.Events.Count));
    }

    [Fact]
    public async Task A_source_that_goes_on_later_does_so_after_the_events_of_others()
    {
        using var pair = new SocketPair(receiveBuffer: 65_536);
        var other = new Recording();
        await WatchAsync(pair.Accepted, other);
        var greedy = new Recording();
        greedy.OnEvent = () =>
        {
            if (other.Events.IsEmpty && greedy.Events.Count < 1_000_000)
            {
                _loop.HandleLater(greedy);
            }
        };
        await OnLoopAsync(() =>
        {
            _loop.HandleLater(greedy); // in this turn, and so before any event that follows
            return true;
        });

        pair.Connected.Send("x"u8);

        await Deadline.UntilAsync(() => !other.Events.IsEmpty);
        Assert.InRange(greedy.Events.Count, 1, 999_999);
    }

    [Fact]
    public async Task An_idle_loop_waits()
    {
        await OnLoopAsync(() => true);
        var before = await OnLoopAsync(() => _loop.Turns);

        await OnLoopAsync(() => true);
        var after = await OnLoopAsync(() => _loop.Turns);

        Assert.InRange(after - before, 1, 4); // a turn for each post
    }

    [Fact]
    public async Task After_a_failure_its_sources_are_abandoned_and_what_is_posted_still_runs()
    {
        using var pair = new SocketPair(receiveBuffer: 65_536);
        var failuresTold = 0;
        var source = new Recording { OnAbandon = () => failuresTold = _failures.Count };
        await WatchAsync(pair.Accepted, source);

        _loop.Execute(() => throw new InvalidOperationException("on purpose"));

        Assert.True(await OnLoopAsync(() => true));
        Assert.Equal("on purpose", Assert.Single(_failures).Message);
        Assert.Equal("on purpose", source.Abandoned?.Message);
        Assert.Equal(1, failuresTold); // before its sources end: nothing is bound by then any more
        Assert.True(await OnLoopAsync(() => true));
        Assert.False(await OnLoopAsync(() => _loop.TryAdd((int)pair.Connected.Handle, source, Edges)));
    }

    private Task<bool> WatchAsync(Socket socket, IEventSource source) =>
        OnLoopAsync(() => _loop.TryAdd((int)socket.Handle, source, Edges));

    private async Task<T> OnLoopAsync<T>(Func<T> get)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Execute(() => result.SetResult(get()));
        return await result.Task.WaitAsync(Deadline.Limit);
    }

    private sealed class Recording : IEventSource
    {
        public ConcurrentQueue<EpollEvents> Events { get; } = [];

        public Action? OnEvent { get; set; }

        public Action? OnAbandon { get; set; }

        public Exception? Abandoned { get; private set; }

        public void Handle(EpollEvents events)
        {
            Events.Enqueue(events);
            OnEvent?.Invoke();
        }

        public void Abandon(Exception cause)
        {
            Abandoned = cause;
            OnAbandon?.Invoke();
        }
    }
}
