using EchoActors.Server;

namespace EchoActors.Admin.Api;

/// <summary>The answer of <c>/api/v1/status</c>.</summary>
/// <param name="Version">The version of the program.</param>
/// <param name="StartedAt">When the process began.</param>
/// <param name="Servers">Each echo server of this process.</param>
internal sealed record StatusBody(string Version, DateTimeOffset StartedAt, IReadOnlyList<StatusBody.Server> Servers)
{
    /// <summary>One echo server.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Phase">Where it is in its life; null while it does not answer, and with it all that follows.</param>
    /// <param name="Addresses">The addresses bound, HOST:PORT each.</param>
    /// <param name="MaxConnections">How many clients at once.</param>
    /// <param name="Connections">Clients, in total since the start but for those open now.</param>
    /// <param name="Bytes">Bytes, in total since the start but for those outstanding now.</param>
    /// <param name="Echoes">Chunks echoed since the start.</param>
    /// <param name="Certificates">The certificates that it shows TLS clients.</param>
    public sealed record Server(
        string Name,
        EchoServer.Phase? Phase,
        IReadOnlyList<string>? Addresses,
        int? MaxConnections,
        Connections? Connections,
        Bytes? Bytes,
        long? Echoes,
        IReadOnlyList<Certificate>? Certificates)
    {
        public static Server From(AdminNode node, EchoServer.Status? status) => status is null
            ? new Server(node.Name, null, null, null, null, null, null, null)
            : new Server(
                node.Name,
                status.Phase,
                [.. status.Addresses.Select(address => address.ToString())],
                status.MaxConnections,
                StatusBody.Connections.From(status.Statistics),
                StatusBody.Bytes.From(status.Statistics),
                status.Statistics.Echoes,
                [.. status.Statistics.Certificates().Select(each => new Certificate(
                    each.Name, each.Expires, (int)Math.Floor((each.Expires - DateTimeOffset.UtcNow).TotalDays)))]);
    }

    /// <summary>A certificate.</summary>
    /// <param name="Name">For whom it is.</param>
    /// <param name="Expires">When it expires.</param>
    /// <param name="DaysToExpiry">Whole days until then; negative once it has.</param>
    public sealed record Certificate(string Name, DateTimeOffset Expires, int DaysToExpiry);

    /// <summary>Clients.</summary>
    /// <param name="Open">Connected now.</param>
    /// <param name="Accepted">Accepted and served.</param>
    /// <param name="Refused">Refused, by reason.</param>
    /// <param name="Closed">Connections that ended, by reason.</param>
    public sealed record Connections(
        int Open,
        long Accepted,
        IReadOnlyDictionary<RefusalReason, long> Refused,
        IReadOnlyDictionary<ConnectionEnd, long> Closed)
    {
        public static Connections From(EchoServerStatistics statistics) => new(
            statistics.Open,
            statistics.Accepted,
            Enum.GetValues<RefusalReason>().ToDictionary(reason => reason, statistics.Refused),
            Enum.GetValues<ConnectionEnd>().ToDictionary(end => end, statistics.Ended));
    }

    /// <summary>Bytes.</summary>
    /// <param name="Received">Read from clients.</param>
    /// <param name="Sent">Echoed to them.</param>
    /// <param name="Unacknowledged">Read and not yet acknowledged by the clients' sockets, now.</param>
    public sealed record Bytes(long Received, long Sent, long Unacknowledged)
    {
        public static Bytes From(EchoServerStatistics statistics)
        {
            var (received, sent, unacknowledged) = statistics.Bytes();
            return new Bytes(received, sent, unacknowledged);
        }
    }
}
