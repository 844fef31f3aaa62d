using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Configuration;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// The connections of one listener, or those that one manager made, and what they share. Each adds and removes itself, on the
/// thread that runs it. One timer of their parent serves all register timeouts: a timer for each connection would outlive a
/// short one and hold its memory for seconds.
/// </summary>
internal sealed class ConnectionRegistry(
    ActorPath parent, IActorRefProvider provider, TimeSpan? registerTimeout, RunToCompletionOptions runs, ILoggingAdapter log)
{
    /// <summary>It is time to look for connections that have waited too long for a handler; told to their parent.</summary>
    public sealed class RegisterCheck
    {
        public static readonly RegisterCheck Instance = new();
    }

    private readonly Lock _lock = new();
    private readonly LinkedList<DirectConnection> _unregistered = []; // the oldest first
    private readonly LinkedList<DirectConnection> _registered = [];
    private long _added; // the number of the newest

    public IActorRefProvider Provider => provider;

    /// <summary>The bounds of the inline run that an arrival begins.</summary>
    public RunToCompletionOptions Runs => runs;

    public ILoggingAdapter Log => log;

    /// <summary>An empty registry of the actor whose context this is.</summary>
    public static ConnectionRegistry Of(IActorContext context, TimeSpan? registerTimeout, ILoggingAdapter log) => new(
        context.Self.Path,
        ((ExtendedActorSystem)context.System).Provider,
        registerTimeout,
        RunToCompletionOptions.FromConfig(context.System.Settings.Config.WithFallback(ReferenceConfig.Default)),
        log);

    /// <summary>Adds a new connection, which has no handler yet, and returns its number.</summary>
    public long Add(LinkedListNode<DirectConnection> place)
    {
        lock (_lock)
        {
            _unregistered.AddLast(place);
            return ++_added;
        }
    }

    /// <summary>The connection has a handler.</summary>
    public void Register(LinkedListNode<DirectConnection> place)
    {
        lock (_lock)
        {
            _unregistered.Remove(place);
            _registered.AddLast(place);
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Remove(LinkedListNode<DirectConnection> place)
    {
        lock (_lock)
        {
            place.List!.Remove(place);
        }
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
        foreach (var connection in Copy(_unregistered).TakeWhile(connection => Stopwatch.GetElapsedTime(connection.Since) >= registerTimeout))
        {
            connection.Tell(DirectConnection.RegisterTimeout.Instance, ActorRefs.NoSender);
        }
    }

    /// <summary>Resets all of them.</summary>
    public void Abort()
    {
        foreach (var connection in Copy(_unregistered).Concat(Copy(_registered)))
        {
            connection.Tell(Tcp.Abort.Instance, ActorRefs.NoSender);
        }
    }

    // A connection that is told something may remove itself meanwhile.
    private DirectConnection[] Copy(LinkedList<DirectConnection> connections)
    {
        lock (_lock)
        {
            return [.. connections];
        }
    }
}
