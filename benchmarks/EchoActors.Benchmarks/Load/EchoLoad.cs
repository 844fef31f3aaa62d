using System.Diagnostics;
using EchoActors.Benchmarks.Linux;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Load;

/// <summary>Messages over connections that stay open, each connection with so many in flight.</summary>
internal sealed class EchoLoad(LoadTarget target, EchoShape shape, bool ownCore) : LoadLoop(ownCore)
{
    private const int OpenAtOnce = 64;

    // Each event once, in the order of arrival. Otherwise the kernel looks at each connection a second time, and some get
    // their turn before others that were answered earlier.
    private static readonly int EveryChange = EPOLLIN | EPOLLOUT | EPOLLET;

    private readonly List<Connection> _connections = new(shape.Connections);

    /// <summary>Connects a few at a time, and sends one message over each, so that no queue of the server overflows.</summary>
    internal override void Open()
    {
        while (_connections.Count < shape.Connections)
        {
            var first = _connections.Count;
            var last = Math.Min(first + OpenAtOnce, shape.Connections);
            for (var key = first; key < last; key++)
            {
                var connection = new Connection(target.Connect(source: null));
                _connections.Add(connection);
                Epoll.Add(connection.Channel.Descriptor, key, EveryChange);
                connection.Ask(shape.MessageSize, Stopwatch.GetTimestamp());
                Flush(key, connection);
            }

            Await(() => !_connections.Skip(first).Any(connection => connection.Outstanding > 0));
        }
    }

    public override void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Channel.Dispose();
        }

        base.Dispose();
    }

    protected override void BeginWindow()
    {
        foreach (var connection in _connections)
        {
            connection.CompletedInWindow = 0;
        }
    }

    protected override void AskAll()
    {
        for (var key = 0; key < _connections.Count; key++)
        {
            _connections[key].Ask(shape.InFlight * shape.MessageSize, Stopwatch.GetTimestamp());
            Flush(key, _connections[key]);
        }
    }

    protected override bool HasOutstanding() => _connections.Any(connection => connection.Outstanding > 0);

    protected override double? SlowestShare()
    {
        if (_connections.Count == 1)
        {
            return null;
        }

        var counts = _connections.Select(connection => connection.CompletedInWindow).Order().ToArray();
        return (double)counts[0] / Math.Max(1, counts[counts.Length / 2]);
    }

    protected override void Handle(int key)
    {
        var connection = _connections[key];
        int received;
        do
        {
            received = connection.Channel.Receive(Buffer);
            if (received > connection.Outstanding)
            {
                throw new LoadException($"Connection {key} got more bytes back than it had sent.");
            }

            Pattern.Verify(key, connection.Received, Buffer.AsSpan(0, received));
            Complete(connection, received);
        }
        while (received == Buffer.Length || (received > 0 && !connection.Channel.ShortMeansEmpty));

        Flush(key, connection);
    }

    private void Complete(Connection connection, int received)
    {
        var now = Stopwatch.GetTimestamp();
        var before = connection.Received / shape.MessageSize;
        connection.Received += received;
        var messages = 0;
        while (connection.Bursts.TryPeek(out var burst))
        {
            var completed = (int)((Math.Min(burst.End, connection.Received) / shape.MessageSize) - before - messages);
            if (completed > 0)
            {
                Record(burst.AskedAt, now, completed);
                messages += completed;
            }

            if (connection.Received < burst.End)
            {
                break;
            }

            connection.Bursts.Dequeue();
        }

        connection.CompletedInWindow += messages;
        if (IsAsking && messages > 0)
        {
            connection.Ask(messages * shape.MessageSize, now);
        }
    }

    // What there is no room for waits for the event that tells of room.
    private static void Flush(int key, Connection connection)
    {
        var hasRoom = true;
        while (hasRoom && connection.Sent < connection.Asked)
        {
            var length = (int)Math.Min(connection.Asked - connection.Sent, Pattern.MaximumSpan);
            var sent = connection.Channel.Send(Pattern.At(key, connection.Sent, length));
            connection.Sent += sent;
            hasRoom = sent == length || (sent > 0 && !connection.Channel.ShortMeansEmpty);
        }
    }

    /// <summary>Positions in the stream of one connection, in bytes since it was opened.</summary>
    private sealed class Connection(Channel channel)
    {
        internal Channel Channel { get; } = channel;

        /// <summary>When the outstanding bytes were sent, and where they end: several messages sent at once cost little more than one.</summary>
        internal Queue<(long AskedAt, long End)> Bursts { get; } = [];

        internal long Asked { get; private set; }

        internal long Sent { get; set; }

        internal long Received { get; set; }

        internal int CompletedInWindow { get; set; }

        internal long Outstanding => Asked - Received;

        /// <summary>Asks so many more bytes, whose time starts here, whether or not the socket has room for them at once.</summary>
        internal void Ask(int bytes, long now)
        {
            Asked += bytes;
            Bursts.Enqueue((now, Asked));
        }
    }
}
