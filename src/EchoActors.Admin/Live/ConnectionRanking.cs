using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>
/// Finds the first few of one server's connections in an order that a page chooses. The busiest connections are known from the second
/// sample on, because a rate needs the bytes of the sample before. The sampler and the pages call it on different threads.
/// </summary>
public sealed class ConnectionRanking(TimeProvider time)
{
    private const int Ranked = 10;

    private readonly Lock _lock = new();

    // Two dictionaries that change places: new ones for ten thousand connections each time would be garbage of that size.
    private Dictionary<ConnectionTraffic, Look> _before = [];
    private Dictionary<ConnectionTraffic, Look> _now = [];
    private long _lookedAt;

    /// <summary>The connections whose address holds <paramref name="address"/>, and the first few of them.</summary>
    /// <param name="order">What comes first.</param>
    /// <param name="address">Part of a client's HOST:PORT; empty for all of them.</param>
    public ConnectionSelection First(ConnectionOrder order, string address)
    {
        var first = new PriorityQueue<RankedConnection, double>(Ranked);
        var matching = 0;
        lock (_lock)
        {
            foreach (var (connection, look) in _now)
            {
                if (Matches(connection, address))
                {
                    matching++;
                    Keep(first, new RankedConnection(connection, look.Rate), order);
                }
            }
        }

        var descending = new List<RankedConnection>(first.Count);
        while (first.TryDequeue(out var ranked, out _))
        {
            descending.Add(ranked);
        }

        descending.Reverse();
        return new ConnectionSelection(descending, matching);
    }

    /// <summary>Takes <paramref name="connections"/> as they are now.</summary>
    internal void LookAt(IReadOnlyList<ConnectionTraffic> connections)
    {
        lock (_lock)
        {
            var seconds = Math.Max(1e-3, time.GetElapsedTime(_lookedAt).TotalSeconds);
            (_before, _now, _lookedAt) = (_now, _before, time.GetTimestamp());
            _now.Clear();
            foreach (var connection in connections)
            {
                var bytes = connection.BytesReceived + connection.BytesSent;
                _now[connection] = new Look(bytes, _before.TryGetValue(connection, out var before) ? (bytes - before.Bytes) / seconds : 0);
            }
        }
    }

    private static bool Matches(ConnectionTraffic connection, string address) =>
        address.Length == 0 || HostPort.From(connection.Remote).ToString().Contains(address, StringComparison.OrdinalIgnoreCase);

    private static void Keep(PriorityQueue<RankedConnection, double> first, RankedConnection ranked, ConnectionOrder order)
    {
        var priority = order switch
        {
            ConnectionOrder.Busiest => ranked.BytesPerSecond,
            ConnectionOrder.Largest => ranked.Traffic.BytesReceived,
            ConnectionOrder.Outstanding => ranked.Traffic.BytesUnacknowledged,
            _ => -ranked.Traffic.Since.UtcTicks,
        };
        if (order == ConnectionOrder.Busiest && priority <= 0)
        {
            return;
        }

        if (first.Count < Ranked)
        {
            first.Enqueue(ranked, priority);
        }
        else if (first.TryPeek(out _, out var least) && priority > least)
        {
            first.DequeueEnqueue(ranked, priority);
        }
    }

    private readonly record struct Look(long Bytes, double Rate);
}
