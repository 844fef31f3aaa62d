using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>
/// The connections of one listener, or those that one manager made, and what they share. One timer of their parent serves all
/// register timeouts: a timer for each connection would outlive a short one and hold its memory for seconds.
/// </summary>
internal sealed class ConnectionRegistry(
    ActorPath parent, IActorRefProvider provider, TimeSpan? registerTimeout, EventLoops loops, ILoggingAdapter log)
{
    /// <summary>It is time to look for connections that have waited too long for a handler; told to their parent.</summary>
    public sealed class RegisterCheck
    {
        public static readonly RegisterCheck Instance = new();
    }

    // For each loop, whose thread alone uses it: those that may still wait for a handler, the oldest first.
    private readonly Queue<DirectConnection>[] _unregistered = [.. loops.All.Select(_ => new Queue<DirectConnection>())];
    private long _added; // the number of the newest

    public IActorRefProvider Provider => provider;

    public ILoggingAdapter Log => log;

    /// <summary>An empty registry of the actor whose context this is.</summary>
    public static ConnectionRegistry Of(IActorContext context, EventLoops loops, TimeSpan? registerTimeout, ILoggingAdapter log) => new(
        context.Self.Path, ((ExtendedActorSystem)context.System).Provider, registerTimeout, loops, log);

    /// <summary>Adds a new connection, which has no handler yet, and returns its number. Only for the thread of its loop.</summary>
    public long Add(DirectConnection connection)
    {
        var unregistered = _unregistered[connection.Loop.Index];
        while (unregistered.TryPeek(out var oldest) && !oldest.AwaitsRegister)
        {
            unregistered.Dequeue();
        }

        unregistered.Enqueue(connection);
        return Interlocked.Increment(ref _added);
    }

    /// <summary>The path of connection <paramref name="number"/>: a child of its parent's, as in Akka.IO.</summary>
    public ActorPath PathOf(long number) => parent / $"$connection-{number}";

    /// <summary>Starts the parent's timer, which tells it <see cref="RegisterCheck"/>.</summary>
    public void CheckRegistrations(ITimerScheduler timers)
    {
        if (registerTimeout is { } timeout && !timers.IsTimerActive(RegisterCheck.Instance))
        {
            timers.StartPeriodicTimer(RegisterCheck.Instance, RegisterCheck.Instance, timeout / 4);
        }
    }

    /// <summary>Tells the connections without a handler that their register timeout has passed.</summary>
    public void TellUnregistered()
    {
        foreach (var loop in loops.All.Where(loop => _unregistered[loop.Index].Count > 0))
        {
            loop.Execute(() => TellUnregistered(_unregistered[loop.Index]));
        }
    }

    /// <summary>Resets all connections of <paramref name="loop"/>. Only for its thread.</summary>
    public void Abort(EventLoop loop)
    {
        foreach (var connection in loop.SourcesOf<DirectConnection>().Where(connection => connection.IsOf(this)).ToList())
        {
            connection.Tell(Tcp.Abort.Instance, ActorRefs.NoSender);
        }
    }

    private void TellUnregistered(Queue<DirectConnection> unregistered)
    {
        while (unregistered.TryPeek(out var oldest)
            && (!oldest.AwaitsRegister || Stopwatch.GetElapsedTime(oldest.Since) >= registerTimeout))
        {
            unregistered.Dequeue();
            if (oldest.AwaitsRegister)
            {
                oldest.Tell(DirectConnection.RegisterTimeout.Instance, ActorRefs.NoSender);
            }
        }
    }
}
