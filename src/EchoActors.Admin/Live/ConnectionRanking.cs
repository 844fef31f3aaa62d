using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>
/// Finds the first few of one server's connections in each order. The busiest show from the second call on: their rate
/// takes the bytes of the call before.
/// </summary>
internal sealed class ConnectionRanking
{
    private const int Ranked = 10;

    private static readonly ConnectionOrder[] Orders = Enum.GetValues<ConnectionOrder>();

    // Two dictionaries that change places: new ones for ten thousand connections each time would be as much garbage.
    private Dictionary<ConnectionTraffic, long> _before = [];
    private Dictionary<ConnectionTraffic, long> _now = [];
    private DateTimeOffset _at;

    /// <summary>Ranks <paramref name="connections"/> as they are now.</summary>
    public IReadOnlyDictionary<ConnectionOrder, IReadOnlyList<RankedConnection>> Rank(
        IReadOnlyList<ConnectionTraffic> connections, DateTimeOffset now)
    {
        var seconds = Math.Max(1e-3, (now - _at).TotalSeconds);
        var queues = Orders.ToDictionary(order => order, _ => new PriorityQueue<ConnectionTraffic, double>(Ranked));
        foreach (var connection in connections)
        {
            _now[connection] = connection.BytesReceived + connection.BytesSent;
            if (Rate(connection, seconds) is > 0 and var rate)
            {
                Keep(queues[ConnectionOrder.Busiest], connection, rate);
            }

            Keep(queues[ConnectionOrder.Largest], connection, connection.BytesReceived);
            Keep(queues[ConnectionOrder.Outstanding], connection, connection.BytesUnacknowledged);
            Keep(queues[ConnectionOrder.Oldest], connection, -connection.Since.UtcTicks);
        }

        var ranked = queues.ToDictionary(
            queue => queue.Key, queue => (IReadOnlyList<RankedConnection>)Descending(queue.Value, seconds));
        (_before, _now, _at) = (_now, _before, now);
        _now.Clear();
        return ranked;
    }

    private double Rate(ConnectionTraffic connection, double seconds) =>
        _before.TryGetValue(connection, out var before) ? (_now[connection] - before) / seconds : 0;

    private static void Keep(PriorityQueue<ConnectionTraffic, double> queue, ConnectionTraffic connection, double priority)
    {
        if (queue.Count < Ranked)
        {
            queue.Enqueue(connection, priority);
        }
        else if (queue.TryPeek(out _, out var least) && priority > least)
        {
            queue.DequeueEnqueue(connection, priority);
        }
    }

    private List<RankedConnection> Descending(PriorityQueue<ConnectionTraffic, double> queue, double seconds)
    {
        var result = new List<RankedConnection>(queue.Count);
        while (queue.TryDequeue(out var connection, out _))
        {
            result.Add(new RankedConnection(connection, Rate(connection, seconds)));
        }

        result.Reverse();
        return result;
    }
}
