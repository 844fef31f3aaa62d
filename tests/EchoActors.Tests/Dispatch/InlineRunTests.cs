using System.Diagnostics;
using Akka.Dispatch;
using EchoActors.Dispatch;
using Xunit;

namespace EchoActors.Tests.Dispatch;

public sealed class InlineRunTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly RunToCompletionOptions Unbounded =
        new() { MaxRuns = int.MaxValue, MaxTime = TimeSpan.FromHours(1) };

    [Fact]
    public async Task A_chain_leaves_the_socket_thread_after_its_bound_in_runs_and_goes_on_in_the_pool()
    {
        var chain = new Chain(length: 100);

        var socketThread = StartOnSocketThread(chain, Unbounded with { MaxRuns = 7 });
        var threads = await chain.Ended.WaitAsync(Deadline);

        Assert.Equal(100, threads.Count);
        Assert.All(threads.Take(7), thread => Assert.Same(socketThread, thread));
        Assert.All(threads.Skip(7), thread => Assert.True(thread.IsThreadPoolThread));
    }

    [Fact]
    public async Task A_chain_leaves_the_socket_thread_after_its_bound_in_time()
    {
        var step = TimeSpan.FromMilliseconds(2);
        var chain = new Chain(length: 3, () => SpinFor(step));

        var socketThread = StartOnSocketThread(chain, Unbounded with { MaxTime = step });
        var threads = await chain.Ended.WaitAsync(Deadline);

        Assert.Same(socketThread, threads[0]);
        Assert.All(threads.Skip(1), thread => Assert.True(thread.IsThreadPoolThread));
    }

    [Fact]
    public async Task A_chain_within_its_bounds_stays_on_its_socket_thread()
    {
        var chain = new Chain(length: 100);

        var socketThread = StartOnSocketThread(chain, Unbounded);

        Assert.All(await chain.Ended.WaitAsync(Deadline), thread => Assert.Same(socketThread, thread));
    }

    [Fact]
    public async Task Endless_chains_on_every_processor_leave_room_for_another()
    {
        var settings = Unbounded with { MaxRuns = 10 };
        using var endless = new CancellationTokenSource();
        for (var i = 0; i < Environment.ProcessorCount * 2; i++)
        {
            StartOnSocketThread(new Chain(int.MaxValue, endless.Token), settings);
        }

        var late = new Chain(length: 100);
        StartOnSocketThread(late, settings);

        await late.Ended.WaitAsync(Deadline);
        await endless.CancelAsync();
    }

    [Fact]
    public async Task What_fails_is_not_hidden_and_the_rest_runs_in_the_pool()
    {
        var rest = new Chain(length: 1);
        var failing = new Runnable(() =>
        {
            Assert.True(InlineRun.TryJoin(rest));
            throw new InvalidOperationException("on purpose");
        });

        Assert.Throws<InvalidOperationException>(() => StartOnSocketThread(failing, Unbounded));

        Assert.True((await rest.Ended.WaitAsync(Deadline))[0].IsThreadPoolThread);
    }

    [Fact]
    public void There_is_no_run_to_join_where_none_was_started()
    {
        Assert.False(InlineRun.TryJoin(new Chain(length: 1)));
    }

    private static Thread StartOnSocketThread(IRunnable run, RunToCompletionOptions settings)
    {
        Thread thread = null!;
        SocketThread.Run(() =>
        {
            thread = Thread.CurrentThread;
            InlineRun.RunHereOrOnPool(run, settings);
        });
        return thread;
    }

    private static void SpinFor(TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            Thread.SpinWait(10);
        }
    }

    private sealed class Runnable(Action run) : IRunnable
    {
        public void Run() => run();

        public void Execute() => run();
    }

    /// <summary>Schedules itself again until it has run so many times, and notes on which threads.</summary>
    private sealed class Chain(int length, Action? step = null) : IRunnable
    {
        private readonly TaskCompletionSource<IReadOnlyList<Thread>> _ended = new();
        private readonly List<Thread> _threads = [];
        private readonly CancellationToken _stop;

        public Chain(int length, CancellationToken cancellationToken)
            : this(length) => _stop = cancellationToken;

        public Task<IReadOnlyList<Thread>> Ended => _ended.Task;

        public void Execute() => Run();

        public void Run()
        {
            step?.Invoke();
            if (length < int.MaxValue)
            {
                _threads.Add(Thread.CurrentThread);
            }

            if (_threads.Count == length)
            {
                _ended.SetResult(_threads);
            }
            else if (!_stop.IsCancellationRequested)
            {
                Assert.True(InlineRun.TryJoin(this));
            }
        }
    }
}
