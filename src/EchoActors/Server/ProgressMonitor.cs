using System.Net.Sockets;
using Akka.Actor;

namespace EchoActors.Server;

/// <summary>
/// Tells the handlers of clients that have been idle for the idle timeout, or have acknowledged none of what is outstanding
/// for the send timeout. One for all clients of a server, which looks at intervals: a timer for each client would cost more
/// than an echo, and outlive a short connection.
/// </summary>
/// <remarks>
/// Time is monotonic, and time in which nobody looked does not count: after a stop of the process (SIGSTOP, a suspended
/// machine) no client is blamed for it. A timeout passes at most a quarter late.
/// </remarks>
internal sealed class ProgressMonitor
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<ConnectionTraffic, ClientProgress> _clients = [];
    private readonly TimeProvider _time;
    private TimeSpan? _idleTimeout;
    private TimeSpan _sendTimeout;
    private long _lookedAt;
    private TimeSpan _watched;

    public ProgressMonitor(TimeSpan? idleTimeout, TimeSpan sendTimeout, TimeProvider time)
    {
        _time = time;
        _lookedAt = time.GetTimestamp();
        Change(idleTimeout, sendTimeout);
    }

    /// <summary>How often to <see cref="Look"/>: an eighth of the shorter timeout, from 10 ms to 10 s.</summary>
    public TimeSpan Interval { get; private set; }

    /// <summary>Sets other timeouts for every client, from now on.</summary>
    public void Change(TimeSpan? idleTimeout, TimeSpan sendTimeout)
    {
        _idleTimeout = idleTimeout;
        _sendTimeout = sendTimeout;
        var shorter = Math.Min(idleTimeout?.Ticks ?? long.MaxValue, sendTimeout.Ticks);
        Interval = TimeSpan.FromTicks(Math.Clamp(shorter / 8, LeastInterval.Ticks, MostInterval.Ticks));
    }

    /// <summary>Watches a client that has just been accepted.</summary>
    /// <param name="handler">Receives <see cref="EchoConnection.IdleTimedOut"/> or <see cref="EchoConnection.SendTimedOut"/>.</param>
    /// <param name="traffic">The byte counts of the connection.</param>
    /// <param name="socket">The connection's socket, if the transport has one; it is only looked at.</param>
    public void Add(IActorRef handler, ConnectionTraffic traffic, Socket? socket) =>
        _clients.Add(traffic, new ClientProgress(handler, traffic, socket, Watched()));

    /// <summary>Forgets a client that has left.</summary>
    public void Remove(ConnectionTraffic traffic) => _clients.Remove(traffic);

    /// <summary>Looks at every client that may have moved, and tells the handlers of those that are late.</summary>
    public void Look()
    {
        _watched = Watched();
        _lookedAt = _time.GetTimestamp();
        foreach (var client in _clients.Values)
        {
            // A client that moved nothing and has nothing outstanding is worth a system call only shortly before it times out.
            if (client.HasMoved || client.StalledSince is not null || _watched - client.ActiveAt >= _idleTimeout)
            {
                client.Look(_watched);
            }

            if (_watched - client.StalledSince >= _sendTimeout)
            {
                client.Handler.Tell(EchoConnection.SendTimedOut.Instance);
            }
            else if (_watched - client.ActiveAt >= _idleTimeout)
            {
                client.Handler.Tell(EchoConnection.IdleTimedOut.Instance);
            }
        }
    }

    private TimeSpan Watched()
    {
        var elapsed = _time.GetElapsedTime(_lookedAt);
        return _watched + (elapsed < 2 * Interval ? elapsed : 2 * Interval);
    }
}
