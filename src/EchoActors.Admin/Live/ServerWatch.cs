using System.Diagnostics;
using EchoActors.Admin.Metrics;
using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>Takes one server's figures, time after time, and keeps those of the last hour or so.</summary>
internal sealed class ServerWatch(AdminNode node, AdminOptions options, NodeMeter meter, EchoLatencies latencies)
{
    private readonly Queue<ServerSample> _history = [];
    private readonly Queue<(DateTimeOffset From, DateTimeOffset To)> _silences = [];
    private readonly ConnectionRanking _connections = new();
    private DateTimeOffset? _silentSince;
    private ServerSample? _last;
    private DrainStart? _drainStart;

    /// <summary>Takes the figures of this moment.</summary>
    /// <param name="watched">Whether a page is open: only pages show connections, and a look at each of them is not free.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops waiting for the server's answer.</param>
    public async Task<ServerView> LookAsync(bool watched, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        if (await node.StatusAsync(options.AnswerTimeout, cancellationToken) is not { } status)
        {
            _silentSince ??= now;
            return View(status: null, now);
        }

        EndSilence(now);
        meter.Record(node.Name, Stopwatch.GetElapsedTime(asked));
        var statistics = status.Statistics;
        Remember(statistics, now);
        if (status.Phase == EchoServer.Phase.Draining)
        {
            _drainStart ??= new DrainStart(now, statistics.Open);
        }

        if (watched)
        {
            _connections.LookAt(statistics.Connections(), now);
        }

        return View(status, now);
    }

    private ServerView View(EchoServer.Status? status, DateTimeOffset now) => new(
        node.Name,
        node.StartedAt,
        status,
        [.. _history],
        _silentSince is { } since ? [.. _silences, (since, now)] : [.. _silences],
        _connections,
        _drainStart);

    private void EndSilence(DateTimeOffset now)
    {
        if (_silentSince is { } since)
        {
            _silences.Enqueue((since, now));
            _silentSince = null;
        }

        while (_silences.TryPeek(out var first) && now - first.To > options.History)
        {
            _silences.Dequeue();
        }
    }

    private void Remember(EchoServerStatistics statistics, DateTimeOffset now)
    {
        var (received, sent, outstanding) = statistics.Bytes();
        var echoes = statistics.Echoes;
        var (p50, p99) = latencies.Take(node.Name);
        var seconds = _last is { } last ? (now - last.At).TotalSeconds : 0;
        double Rate(long count, long before) => seconds > 0 ? Math.Max(0, count - before) / seconds : 0;
        _last = new ServerSample(
            now,
            statistics.Open,
            received,
            sent,
            outstanding,
            echoes,
            Rate(received, _last?.Received ?? 0),
            Rate(sent, _last?.Sent ?? 0),
            Rate(echoes, _last?.Echoes ?? 0),
            p50,
            p99);
        _history.Enqueue(_last);
        while (now - _history.Peek().At > options.History)
        {
            _history.Dequeue();
        }
    }
}
