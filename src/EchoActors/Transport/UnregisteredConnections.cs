using System.Diagnostics;
using Akka.Actor;

namespace EchoActors.Transport;

/// <summary>
/// The connections of one listener that no handler has registered with yet. Each adds and removes itself; one timer of
/// the listener serves all, for a timer for each would outlive a short connection and hold its memory for seconds.
/// </summary>
internal sealed class UnregisteredConnections
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(IActorRef Connection, long Since)> _oldestFirst = [];

    public LinkedListNode<(IActorRef Connection, long Since)> Add(IActorRef connection)
    {
        lock (_lock)
        {
            return _oldestFirst.AddLast((connection, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>Removes what <see cref="Add"/> gave, once.</summary>
    public void Remove(LinkedListNode<(IActorRef Connection, long Since)> node)
    {
        lock (_lock)
        {
            _oldestFirst.Remove(node);
        }
    }

    public void TellThoseOlderThan(TimeSpan age, object message)
    {
        lock (_lock)
        {
            foreach (var (connection, since) in _oldestFirst)
            {
                if (Stopwatch.GetElapsedTime(since) < age)
                {
                    return;
                }

                connection.Tell(message, ActorRefs.NoSender);
            }
        }
    }
}
