using System.Diagnostics;
using EchoActors.Admin.Metrics;
using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>Takes one server's figures, time after time, and keeps those of the last minutes.</summary>
internal sealed class ServerWatch(AdminNode node, AdminOptions options, NodeMeter meter)
{
    private readonly Queue<ServerSample> _history = [];
    private readonly ConnectionRanking _ranking = new();
    private ServerSample? _last;
    private DrainStart? _drainStart;

    /// <param name="watched">Whether a page is open: rankings look at every connection, and are made for pages alone.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops waiting for the server's answer.</param>
    public async Task<ServerView> LookAsync(bool watched, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        if (await node.StatusAsync(options.AnswerTimeout, cancellationToken) is not { } status)
        {
            return new ServerView(node.Name, null, [.. _history], [], [], _drainStart);
        }

        meter.Record(node.Name, Stopwatch.GetElapsedTime(asked));
        var statistics = status.Statistics;
        Remember(statistics, now);
        if (status.Phase == EchoServer.Phase.Draining)
        {
            _drainStart ??= new DrainStart(now, statistics.Open);
        }

        var (busiest, oldest) = watched ? _ranking.Rank(statistics.Connections(), now) : ([], []);
        return new ServerView(node.Name, status, [.. _history], busiest, oldest, _drainStart);
    }

    private void Remember(EchoServerStatistics statistics, DateTimeOffset now)
    {
        var (received, sent, unacknowledged) = statistics.Bytes();
        var seconds = _last is { } last ? (now - last.At).TotalSeconds : 0;
        double Rate(long bytes, long before) => seconds > 0 ? Math.Max(0, bytes - before) / seconds : 0;
        _last = new ServerSample(
            now,
            statistics.Open,
            received,
            sent,
            unacknowledged,
            Rate(received, _last?.Received ?? 0),
            Rate(sent, _last?.Sent ?? 0));
        _history.Enqueue(_last);
        while (now - _history.Peek().At > options.History)
        {
            _history.Dequeue();
        }
    }
}
