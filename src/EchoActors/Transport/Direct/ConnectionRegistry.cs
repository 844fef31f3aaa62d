using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Configuration;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// The connections of one listener, or those that one manager made, and what they have in common. Each adds and removes
/// itself on the thread it is on; one timer of their parent serves the register timeouts of all, for a timer for each would
/// outlive a short connection and hold its memory for seconds.
/// </summary>
internal sealed class ConnectionRegistry(
    ActorPath parent, IActorRefProvider provider, TimeSpan? registerTimeout, RunToCompletionOptions turns, ILoggingAdapter log)
{
    /// <summary>It is time to look for those that nobody registered with.</summary>
    public sealed class RegisterCheck
    {
        public static readonly RegisterCheck Instance = new();
    }

    private readonly Lock _lock = new();
    private readonly LinkedList<DirectConnection> _unregistered = []; // the oldest first
    private readonly LinkedList<DirectConnection> _registered = [];
    private long _added;

    public IActorRefProvider Provider => provider;

    /// <summary>The bounds of a turn that an arrival begins.</summary>
    public RunToCompletionOptions Turns => turns;

    public ILoggingAdapter Log => log;

    /// <summary>None yet, of the actor whose context this is.</summary>
    public static ConnectionRegistry Of(IActorContext context, TimeSpan? registerTimeout, ILoggingAdapter log) => new(
        context.Self.Path,
        ((ExtendedActorSystem)context.System).Provider,
        registerTimeout,
        RunToCompletionOptions.FromConfig(context.System.Settings.Config.WithFallback(ReferenceConfig.Default)),
        log);

    /// <summary>The number of a new connection, which nobody registered with yet.</summary>
    public long Add(LinkedListNode<DirectConnection> place)
    {
        lock (_lock)
        {
            _unregistered.AddLast(place);
            return ++_added;
        }
    }

    public void Register(LinkedListNode<DirectConnection> place)
    {
        lock (_lock)
        {
            _unregistered.Remove(place);
            _registered.AddLast(place);
        }
    }

    public void Remove(LinkedListNode<DirectConnection> place)
    {
        lock (_lock)
        {
            place.List!.Remove(place);
        }
    }

    /// <summary>The path of connection <paramref name="number"/>: a child of its parent's, as in Akka.IO.</summary>
    public ActorPath PathOf(long number) => parent / $"$connection-{number}";

    /// <summary>Has their parent told <see cref="RegisterCheck"/> from now on, by its own timer.</summary>
    public void CheckRegistrations(ITimerScheduler timers)
    {
        if (registerTimeout is { } timeout && !timers.IsTimerActive(RegisterCheck.Instance))
        {
            timers.StartPeriodicTimer(RegisterCheck.Instance, RegisterCheck.Instance, timeout / 4);
        }
    }

    /// <summary>Tells those that nobody registered with within the register timeout.</summary>
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
