using System.Collections.Concurrent;
using Akka.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// A thread that waits for the events of sockets, and runs to completion the actors that an event sets in motion.
/// </summary>
/// <remarks>
/// <code>
/// wait ──► each event: its source handles it, then what was scheduled by that, up to a bound
///  ▲   ──► what other threads have posted, and what was left over
///  └───── sources that have more to do than one turn allows
/// </code>
/// A failure that no actor handles ends the loop: its sockets are abandoned, and what is posted later is
/// still run, so that their owners can end.
/// </remarks>
internal sealed class EventLoop : IDisposable
{
    private const int MaxRunsAfterEvent = 256;

    [ThreadStatic]
    private static EventLoop? _current;

    private readonly Epoll _epoll = new();
    private readonly LoopSources _sources = new();
    private readonly ConcurrentQueue<IRunnable> _posted = new(); // by other threads
    private readonly Queue<IRunnable> _scheduled = new(64); // by this thread
    private readonly AutoResetEvent _postedAfterFailure = new(initialState: false);
    private readonly Action<EventLoop, Exception> _failed;
    private readonly Thread _thread;
    private List<IEventSource> _later = [];
    private List<IEventSource> _laterSpare = [];
    private int _isWaiting; // 1 while a post has to wake the thread
    private bool _isStopping;
    private volatile bool _hasFailed;

    /// <summary>Makes a loop; it runs after <see cref="Start"/>.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="failed">Is called once, on its thread, if it fails.</param>
    public EventLoop(int index, Action<EventLoop, Exception> failed)
    {
        Index = index;
        DispatcherId = $"echoactors.direct.loop-{index}";
        _failed = failed;
        _thread = new Thread(Run) { IsBackground = true, Name = $"echoactors loop {index}" };
    }

    /// <summary>The loop whose thread this is, or null.</summary>
    public static EventLoop? Current => _current;

    /// <summary>Its number, from 0.</summary>
    public int Index { get; }

    /// <summary>The dispatcher of actors that run on it.</summary>
    public string DispatcherId { get; }

    /// <summary>Whether the calling thread is its own.</summary>
    public bool IsCurrent => _current == this;

    /// <summary>How often it has waited for events.</summary>
    public long Turns { get; private set; }

    /// <summary>How many sources it watches. Any thread may ask, and may be told what was true a moment ago.</summary>
    public int Watched => _sources.Count;

    /// <summary>The sources of type <typeparamref name="T"/> that it watches. Only for its own thread.</summary>
    public IEnumerable<T> SourcesOf<T>() => _sources.OfType<T>();

    public void Start() => _thread.Start();

    /// <summary>Runs <paramref name="run"/> on the thread of the loop, after what was scheduled before. Any thread may call it.</summary>
    public void Execute(IRunnable run)
    {
        if (IsCurrent)
        {
            _scheduled.Enqueue(run);
            return;
        }

        _posted.Enqueue(run);
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            Wake();
        }
    }

    /// <inheritdoc cref="Execute(IRunnable)"/>
    public void Execute(Action run) => Execute(new ActionRunnable(run));

    /// <summary>Watches a descriptor, edge-triggered unless <paramref name="events"/> says otherwise. Only for its own thread.</summary>
    /// <returns>False where the kernel has no room for it.</returns>
    public bool TryAdd(int descriptor, IEventSource source, EpollEvents events)
    {
        if (_hasFailed || !_epoll.TryAdd(descriptor, _sources.Add(descriptor, source), events))
        {
            _sources.Remove(descriptor);
            return false;
        }

        return true;
    }

    /// <summary>Changes the events to be told of a descriptor, or who is told. Only for its own thread.</summary>
    public void Change(int descriptor, IEventSource source, EpollEvents events) =>
        _epoll.Change(descriptor, _sources.Add(descriptor, source), events);

    /// <summary>Forgets a descriptor that is about to be closed: its events are ignored, also those of this turn.</summary>
    public void Forget(int descriptor) => _sources.Remove(descriptor);

    /// <summary>Watches a descriptor no longer that stays open.</summary>
    public void Remove(int descriptor)
    {
        _sources.Remove(descriptor);
        _epoll.Remove(descriptor);
    }

    /// <summary>Lets <paramref name="source"/> go on after the others have had their turn. Only for its own thread.</summary>
    public void HandleLater(IEventSource source) => _later.Add(source);

    /// <summary>Ends the thread after what was posted before.</summary>
    public void Dispose() => Execute(() => _isStopping = true);

    private void Wake()
    {
        if (_hasFailed)
        {
            _postedAfterFailure.Set();
        }
        else
        {
            try
            {
                _epoll.Wake();
            }
            catch (ObjectDisposedException)
            {
                // It has ended meanwhile.
            }
        }
    }

    private void Run()
    {
        _current = this;
        var context = ExecutionContext.Capture()!; // of a new thread: never null
        try
        {
            while (!_isStopping || _scheduled.Count > 0 || !_posted.IsEmpty) // an actor that is scheduled and not run would be deaf
            {
                TakeTurn(context);
            }
        }
        catch (Exception e)
        {
            Fail(e);
            RunPostedUntilStopped(context);
        }

        _epoll.Dispose();
    }

    private void TakeTurn(ExecutionContext context)
    {
        Turns++;
        var count = _epoll.Wait(HasWork() ? 0 : -1);
        Volatile.Write(ref _isWaiting, 0);
        for (var index = 0; index < count; index++)
        {
            if (_epoll.TryGet(index, out var key, out var events) && _sources.Find(key) is { } source)
            {
                source.Handle(events);
                RunScheduled(context);
            }
        }

        RunPosted(context);
        HandleLater(context);
    }

    // The order matters: a post that comes after the look at the queue finds the flag set, and wakes the thread.
    private bool HasWork()
    {
        if (_scheduled.Count > 0 || _later.Count > 0)
        {
            return true;
        }

        Interlocked.Exchange(ref _isWaiting, 1);
        return !_posted.IsEmpty;
    }

    private void RunScheduled(ExecutionContext context)
    {
        for (var left = MaxRunsAfterEvent; left > 0 && _scheduled.TryDequeue(out var run); left--)
        {
            run.Run();
            if (ExecutionContext.Capture() != context) // an actor has set an AsyncLocal
            {
                ExecutionContext.Restore(context);
            }
        }
    }

    private void RunPosted(ExecutionContext context)
    {
        for (var left = _posted.Count; left > 0 && _posted.TryDequeue(out var run); left--)
        {
            _scheduled.Enqueue(run);
            RunScheduled(context);
        }

        RunScheduled(context);
    }

    private void HandleLater(ExecutionContext context)
    {
        if (_later.Count == 0)
        {
            return;
        }

        (_later, _laterSpare) = (_laterSpare, _later);
        foreach (var source in _laterSpare)
        {
            source.Handle(EpollEvents.None);
            RunScheduled(context);
        }

        _laterSpare.Clear();
    }

    private void Fail(Exception cause)
    {
        _hasFailed = true;
        _failed(this, cause); // first: whoever hears of an end that follows from it, and asks again, must be refused
        foreach (var source in _sources.ToList())
        {
            source.Abandon(cause);
        }
    }

    private void RunPostedUntilStopped(ExecutionContext context)
    {
        while (!_isStopping)
        {
            try
            {
                RunScheduled(context);
                RunPosted(context);
                if (!HasWork())
                {
                    _postedAfterFailure.WaitOne();
                }
            }
            catch (Exception e)
            {
                _failed(this, e);
            }
        }
    }

    private sealed class ActionRunnable(Action action) : IRunnable
    {
        public void Run() => action();

        public void Execute() => action();
    }
}
