using EchoActors.Server;

namespace EchoActors.Admin.Api;

/// <summary>The answer of <c>/api/v1/connections</c>: one page of a server's open connections.</summary>
/// <param name="Server">The server.</param>
/// <param name="Total">How many are open.</param>
/// <param name="Page">This page, from 1.</param>
/// <param name="PageSize">Connections on a page.</param>
/// <param name="Items">Those of this page.</param>
internal sealed record ConnectionsBody(
    string Server, int Total, int Page, int PageSize, IReadOnlyList<ConnectionsBody.Connection> Items)
{
    /// <summary>One connection.</summary>
    /// <param name="Peer">The client's HOST:PORT.</param>
    /// <param name="Proxy">The proxy through which it came; null where there is none.</param>
    /// <param name="Faults">The faults that have struck it on purpose; null where there are none.</param>
    /// <param name="Since">When it was accepted.</param>
    /// <param name="BytesReceived">Bytes read from it.</param>
    /// <param name="BytesSent">Bytes echoed to it.</param>
    /// <param name="BytesUnacknowledged">Bytes read and not yet acknowledged by its socket.</param>
    public sealed record Connection(
        string Peer, string? Proxy, string? Faults, DateTimeOffset Since, long BytesReceived, long BytesSent, long BytesUnacknowledged)
    {
        public static Connection From(ConnectionTraffic traffic) => new(
            Endpoint.From(traffic.Remote).ToString(),
            traffic.Facts?.Proxy?.ToString(),
            traffic.Facts?.Faults?.ToString() is { Length: > 0 } faults ? faults : null,
            traffic.Since,
            traffic.BytesReceived,
            traffic.BytesSent,
            traffic.BytesUnacknowledged);
    }
}
