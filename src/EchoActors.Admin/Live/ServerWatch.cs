using System.Diagnostics;
using EchoActors.Admin.Metrics;
using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>Takes one server's figures, time after time, and keeps those of the last hour or so.</summary>
/// <remarks>Rates and ages are of the monotonic clock; the wall clock only labels what pages show.</remarks>
internal sealed class ServerWatch(AdminNode node, AdminOptions options, NodeMeter meter, EchoLatencies latencies, TimeProvider time)
{
    private readonly Queue<(long TakenAt, ServerSample Sample)> _history = [];
    private readonly Queue<(long EndedAt, (DateTimeOffset From, DateTimeOffset To) Span)> _silences = [];
    private readonly ConnectionRanking _connections = new(time);
    private long _lastTakenAt;
    private DateTimeOffset? _silentSince;
    private ServerSample? _last;
    private DrainStart? _drainStart;

    /// <summary>Takes the figures of this moment.</summary>
    /// <param name="watched">Whether a page is open: only pages show connections, and a look at each of them is not free.</param>
    /// <param name="cancellationToken">Stops waiting for the server's answer.</param>
    public async Task<ServerView> LookAsync(bool watched, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
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
            _connections.LookAt(statistics.Connections());
        }

        return View(status, now);
    }

    private ServerView View(EchoServer.Status? status, DateTimeOffset now) => new(
        node.Name,
        node.StartedAt,
        status,
        [.. _history.Select(each => each.Sample)],
        [.. _silences.Select(each => each.Span), .. SilenceUntil(now)],
        _connections,
        _drainStart);

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> SilenceUntil(DateTimeOffset now) =>
        _silentSince is { } since ? [(since, now)] : [];

    private void EndSilence(DateTimeOffset now)
    {
        if (_silentSince is { } since)
        {
            _silences.Enqueue((time.GetTimestamp(), (since, now)));
            _silentSince = null;
        }

        while (_silences.TryPeek(out var first) && time.GetElapsedTime(first.EndedAt) > options.History)
        {
            _silences.Dequeue();
        }
    }

    private void Remember(EchoServerStatistics statistics, DateTimeOffset now)
    {
        var (received, sent, outstanding) = statistics.Bytes();
        var echoes = statistics.Echoes;
        var (p50, p99) = latencies.Take(node.Name);
        var seconds = _last is null ? 0 : time.GetElapsedTime(_lastTakenAt).TotalSeconds;
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
        _lastTakenAt = time.GetTimestamp();
        _history.Enqueue((_lastTakenAt, _last));
        while (time.GetElapsedTime(_history.Peek().TakenAt) > options.History)
        {
            _history.Dequeue();
        }
    }
}
