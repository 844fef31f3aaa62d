using Akka.Event;

namespace EchoActors.Server;

/// <summary>
/// Logs the end of each connection, up to 100 lines a second; those above it are counted in one line. Where connections are
/// short, a line for each would cost more than the connection.
/// </summary>
/// <param name="log">The log of the server.</param>
/// <param name="startSecond">Called at the first line; a second later <see cref="EndSecond"/> is due.</param>
internal sealed class ConnectionLog(ILoggingAdapter log, Action startSecond)
{
    public const int LinesPerSecond = 100;

    private readonly SortedDictionary<ConnectionEnd, int> _counted = [];
    private int _lines;

    /// <summary>A connection has ended.</summary>
    public void Write(ConnectionTraffic traffic, ConnectionEnd end, TimeSpan duration)
    {
        if (_lines == 0)
        {
            startSecond();
        }

        if (++_lines > LinesPerSecond)
        {
            _counted[end] = _counted.GetValueOrDefault(end) + 1;
            return;
        }

        var (proxy, faults) = (traffic.Facts?.Proxy, traffic.Facts?.Faults?.ToString());
        log.Info(
            "connection from {Peer} ended: {Reason}, {BytesIn} bytes in, {BytesOut} bytes out, {DurationMs:0} ms{Faults}",
            proxy is null ? (object)Endpoint.From(traffic.Remote) : $"{Endpoint.From(traffic.Remote)} through {Endpoint.From(proxy)}",
            end,
            traffic.BytesReceived,
            traffic.BytesSent,
            duration.TotalMilliseconds,
            string.IsNullOrEmpty(faults) ? "" : $"; faults injected on purpose: {faults}");
    }

    /// <summary>Writes how many connections had no line of their own, and begins to write lines again.</summary>
    public void EndSecond()
    {
        if (_counted.Count > 0)
        {
            log.Info(
                "{Count} more connections ended within a second: {Reasons}",
                _counted.Values.Sum(),
                string.Join(", ", _counted.Select(each => $"{each.Key} {each.Value}")));
        }

        _counted.Clear();
        _lines = 0;
    }
}
