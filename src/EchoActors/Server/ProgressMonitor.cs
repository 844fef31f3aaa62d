using System.Runtime.InteropServices;
using Akka.Actor;

namespace EchoActors.Server;

/// <summary>
/// Tells the handlers of clients that have been idle for the idle timeout, or have acknowledged none of what is outstanding
/// for the send timeout. One for all clients of a server, which looks at intervals: a timer for each client would cost more
/// than an echo, and outlive a short connection.
/// </summary>
/// <remarks>
/// Time is that of a <see cref="WatchedClock"/>. A timeout passes at most a quarter late.
/// </remarks>
internal sealed class ProgressMonitor
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<ConnectionTraffic, ClientProgress> _clients = [];
    private readonly WatchedClock _clock;
    private TimeSpan? _idleTimeout;
    private TimeSpan _sendTimeout;

    public ProgressMonitor(TimeSpan? idleTimeout, TimeSpan sendTimeout, TimeProvider time)
    {
        _clock = new WatchedClock(time);
        Change(idleTimeout, sendTimeout);
    }

    /// <summary>How often to <see cref="Look"/>: an eighth of the shorter timeout, from 10 ms to 10 s.</summary>
    public TimeSpan Interval => _clock.Interval;

    /// <summary>Sets other timeouts for every client, from now on.</summary>
    public void Change(TimeSpan? idleTimeout, TimeSpan sendTimeout)
    {
        _idleTimeout = idleTimeout;
        _sendTimeout = sendTimeout;
        var shorter = Math.Min(idleTimeout?.Ticks ?? long.MaxValue, sendTimeout.Ticks);
        _clock.Interval = TimeSpan.FromTicks(Math.Clamp(shorter / 8, LeastInterval.Ticks, MostInterval.Ticks));
    }

    /// <summary>Watches a client that has just been accepted.</summary>
    /// <param name="handler">Receives <see cref="EchoConnection.IdleTimedOut"/> or <see cref="EchoConnection.SendTimedOut"/>.</param>
    /// <param name="traffic">The byte counts of the connection.</param>
    /// <param name="socket">The connection's socket, if the transport has one; it is only looked at.</param>
    public void Add(IActorRef handler, ConnectionTraffic traffic, SafeHandle? socket) =>
        _clients.Add(traffic, new ClientProgress(handler, traffic, socket, _clock.Now));

    /// <summary>Forgets a client that has left.</summary>
    public void Remove(ConnectionTraffic traffic) => _clients.Remove(traffic);

    /// <summary>Looks at every client that may have moved, and tells the handlers of those that are late.</summary>
    public void Look()
    {
        var now = _clock.Look();
        foreach (var client in _clients.Values)
        {
            // A client that moved nothing and has nothing outstanding is worth a system call only shortly before it times out.
            if (client.HasMoved || client.StalledSince is not null || now - client.ActiveAt >= _idleTimeout)
            {
                client.Look(now);
            }

            if (now - client.StalledSince >= _sendTimeout)
            {
                client.Handler.Tell(EchoConnection.SendTimedOut.Instance);
            }
            else if (now - client.ActiveAt >= _idleTimeout)
            {
                client.Handler.Tell(EchoConnection.IdleTimedOut.Instance);
            }
        }
    }
}
