using EchoActors.Filters;
using EchoActors.Filters.Tls;

namespace EchoActors.Server;

/// <summary>
/// What an <see cref="EchoServer"/> has done and is doing. The server's actors write it; meters, health checks and pages
/// read it, from any thread, without asking an actor.
/// </summary>
public sealed class EchoServerStatistics
{
    private readonly Lock _lock = new();
    private readonly HashSet<ConnectionTraffic> _open = [];
    private readonly List<ServerCertificates> _certificates = [];
    private readonly long[] _refused = new long[Enum.GetValues<RefusalReason>().Length];
    private readonly long[] _ended = new long[Enum.GetValues<ConnectionEnd>().Length];
    private long _accepted;
    private long _endedBytesReceived;
    private long _endedBytesSent;
    private long _endedEchoes;

    /// <summary>Makes the statistics of one server.</summary>
    /// <param name="name">Tells servers of one process apart in metrics.</param>
    public EchoServerStatistics(string name) => Name = name;

    /// <summary>The name of the server in metrics.</summary>
    public string Name { get; }

    /// <summary>The faults that the server injects on purpose.</summary>
    public InjectedFaults Faults { get; } = new();

    /// <summary>How many clients are connected.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>How many clients were accepted and served since the server started; those refused are not among them.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>How many clients were refused for <paramref name="reason"/> since the server started.</summary>
    public long Refused(RefusalReason reason) => Interlocked.Read(ref _refused[(int)reason]);

    /// <summary>How many connections ended with <paramref name="end"/> since the server started.</summary>
    public long Ended(ConnectionEnd end) => Interlocked.Read(ref _ended[(int)end]);

    /// <summary>The connections that are open now.</summary>
    public IReadOnlyList<ConnectionTraffic> Connections()
    {
        lock (_lock)
        {
            return [.. _open];
        }
    }

    /// <summary>Bytes since the server started, and those on their way back now.</summary>
    public (long Received, long Sent, long Unacknowledged) Bytes()
    {
        lock (_lock)
        {
            var (received, sent, unacknowledged) = (_endedBytesReceived, _endedBytesSent, 0L);
            foreach (var connection in _open)
            {
                received += connection.BytesReceived;
                sent += connection.BytesSent;
                unacknowledged += connection.BytesUnacknowledged;
            }

            return (received, sent, unacknowledged);
        }
    }

    /// <summary>Chunks given back since the server started, as acknowledged by the clients' sockets.</summary>
    public long Echoes
    {
        get
        {
            lock (_lock)
            {
                return _endedEchoes + _open.Sum(connection => connection.Echoes);
            }
        }
    }

    /// <summary>The certificates that the server shows its clients, each with its name and when it expires.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset Expires)> Certificates()
    {
        lock (_lock)
        {
            return [.. _certificates.SelectMany(each => each.All).Select(each => (Filters.Tls.Certificates.NameOf(each), new DateTimeOffset(each.NotAfter)))];
        }
    }

    internal void Add(ServerCertificates certificates)
    {
        lock (_lock)
        {
            _certificates.Add(certificates);
        }
    }

    internal void Remove(ServerCertificates certificates)
    {
        lock (_lock)
        {
            _certificates.Remove(certificates);
        }
    }

    internal void Add(ConnectionTraffic connection)
    {
        Interlocked.Increment(ref _accepted);
        lock (_lock)
        {
            _open.Add(connection);
        }
    }

    internal void Remove(ConnectionTraffic connection, ConnectionEnd end)
    {
        Interlocked.Increment(ref _ended[(int)end]);
        lock (_lock)
        {
            _open.Remove(connection);
            _endedBytesReceived += connection.BytesReceived;
            _endedBytesSent += connection.BytesSent;
            _endedEchoes += connection.Echoes;
        }
    }

    internal void Refuse(RefusalReason reason) => Interlocked.Increment(ref _refused[(int)reason]);
}
