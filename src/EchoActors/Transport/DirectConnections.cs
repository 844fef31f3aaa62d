using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Configuration;
using EchoActors.Dispatch;

namespace EchoActors.Transport;

/// <summary>
/// The connections of one listener, or those that one manager made, and what they have in common. Each adds and removes
/// itself on the thread it is on; one timer of their parent serves the register timeouts of all, for a timer for each would
/// outlive a short connection and hold its memory for seconds.
/// </summary>
internal sealed class DirectConnections(ActorPath parent, IActorRefProvider provider, RunToCompletionSettings turns, ILoggingAdapter log)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<DirectConnection> _unregistered = []; // the oldest first
    private readonly LinkedList<DirectConnection> _registered = [];
    private long _added;

    public IActorRefProvider Provider => provider;

    /// <summary>The bounds of a turn that an arrival begins.</summary>
    public RunToCompletionSettings Turns => turns;

    public ILoggingAdapter Log => log;

    /// <summary>None yet, of the actor whose context this is.</summary>
    public static DirectConnections Of(IActorContext context, ILoggingAdapter log) => new(
        context.Self.Path,
        ((ExtendedActorSystem)context.System).Provider,
        RunToCompletionSettings.From(context.System.Settings.Config.WithFallback(ReferenceConfig.Default)),
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

    /// <summary>Tells those that came longer than <paramref name="age"/> ago and that nobody registered with.</summary>
    public void TellUnregistered(TimeSpan age, object message)
    {
        foreach (var connection in Copy(_unregistered).TakeWhile(connection => Stopwatch.GetElapsedTime(connection.Since) >= age))
        {
            connection.Tell(message, ActorRefs.NoSender);
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
