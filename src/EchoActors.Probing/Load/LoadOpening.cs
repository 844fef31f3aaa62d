using Akka.Actor;

namespace EchoActors.Probing.Load;

/// <summary>Opens the connections of a load: at a rate, or as fast as they are established.</summary>
/// <param name="connections">The workers that are to open one connection each.</param>
/// <param name="schedule">When each is due, or <see langword="null"/> for as fast as they are established.</param>
internal sealed class LoadOpening(IReadOnlyList<IActorRef> connections, SendSchedule? schedule)
{
    // How many connections are opening at once where no rate is given: fewer than a listener's usual backlog.
    private const int MostOpening = 100;

    private int _begun;
    private int _decided;

    /// <summary>Whether every connection is established or has failed.</summary>
    public bool IsComplete => _decided == connections.Count;

    /// <summary>When the next connection is due, a timestamp, where a rate is given and connections are left.</summary>
    public long? NextAt => schedule is { IsOver: false } ? schedule.NextAt : null;

    /// <summary>One more connection is established or has failed.</summary>
    public void Decide() => _decided++;

    /// <summary>Tells the connections that are due to open.</summary>
    public void OpenDue(long now)
    {
        while (_begun < connections.Count && (schedule?.TryTake(now, out _) ?? _begun - _decided < MostOpening))
        {
            connections[_begun++].Tell(LoadWorker.Open.Instance);
        }
    }
}
