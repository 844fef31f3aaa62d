using System.Diagnostics;
using System.Net;
using EchoActors.Benchmarks.Linux;

namespace EchoActors.Benchmarks.Load;

/// <summary>Messages over connections that stay open, each connection with so many in flight.</summary>
internal sealed class EchoLoad(IPEndPoint target, EchoShape shape, bool ownCore) : LoadLoop(ownCore)
{
    private const int OpenAtOnce = 64;
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
                var connection = new Connection(TcpSocket.StartConnecting(target, source: null), shape.InFlight);
                _connections.Add(connection);
                Epoll.Add(connection.Descriptor, key, Epoll.Readable);
                Ask(connection, 1, Stopwatch.GetTimestamp());
                Flush(key, connection);
            }

            Await(() => !_connections.Skip(first).Any(connection => connection.Owed > 0));
        }
    }

    public override void Dispose()
    {
        foreach (var connection in _connections)
        {
            _ = Libc.Close(connection.Descriptor);
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
            Ask(_connections[key], shape.InFlight, Stopwatch.GetTimestamp());
            Flush(key, _connections[key]);
        }
    }

    protected override bool IsOwed() => _connections.Any(connection => connection.Owed > 0);

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
        if (Receive(connection.Descriptor) is > 0 and var received)
        {
            if (received > connection.Owed)
            {
                throw new LoadException($"Connection {key} got more bytes back than it had sent.");
            }

            Pattern.Verify(key, connection.Received, Buffer.AsSpan(0, received));
            Complete(connection, received);
        }

        Flush(key, connection);
    }

    private void Complete(Connection connection, int received)
    {
        var now = Stopwatch.GetTimestamp();
        var before = connection.Received / shape.MessageSize;
        connection.Received += received;
        var after = connection.Received / shape.MessageSize;
        for (var message = before; message < after; message++)
        {
            Record(connection.AskedAt[message % shape.InFlight], now);
        }

        connection.CompletedInWindow += (int)(after - before);
        if (IsAsking)
        {
            Ask(connection, (int)(after - before), now);
        }
    }

    // A message's time starts here, whether or not the socket has room for it at once.
    private void Ask(Connection connection, int messages, long now)
    {
        for (var i = 0; i < messages; i++)
        {
            connection.AskedAt[connection.Asked / shape.MessageSize % shape.InFlight] = now;
            connection.Asked += shape.MessageSize;
        }
    }

    private void Flush(int key, Connection connection)
    {
        while (connection.Sent < connection.Asked)
        {
            var length = (int)Math.Min(connection.Asked - connection.Sent, Pattern.MaximumSpan);
            var sent = Send(connection.Descriptor, Pattern.At(key, connection.Sent, length));
            connection.Sent += sent;
            if (sent < length)
            {
                AwaitRoom(key, connection, awaits: true);
                return;
            }
        }

        AwaitRoom(key, connection, awaits: false);
    }

    private void AwaitRoom(int key, Connection connection, bool awaits)
    {
        if (connection.AwaitsRoom != awaits)
        {
            connection.AwaitsRoom = awaits;
            Epoll.Change(connection.Descriptor, key, awaits ? Epoll.Readable | Epoll.Writable : Epoll.Readable);
        }
    }

    /// <summary>Positions in the stream of one connection, in bytes since it was opened.</summary>
    private sealed class Connection(int descriptor, int inFlight)
    {
        internal int Descriptor { get; } = descriptor;

        internal long[] AskedAt { get; } = new long[inFlight];

        internal long Asked { get; set; }

        internal long Sent { get; set; }

        internal long Received { get; set; }

        internal int CompletedInWindow { get; set; }

        internal bool AwaitsRoom { get; set; }

        internal long Owed => Asked - Received;
    }
}
