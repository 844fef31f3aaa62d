namespace EchoActors.Mesh.Paths;

/// <summary>
/// The history of one path: the latest points as they were heard, and before them one point for each half minute, of an
/// hour at most. <see cref="PathHistory"/> keeps one for each path that it hears of.
/// </summary>
internal sealed class PathPoints
{
    private const int MostSummaries = 120;

    private static readonly TimeSpan SummarySpan = TimeSpan.FromSeconds(30);

    private readonly Queue<PathPoint> _latest = [];
    private readonly List<PathPoint> _summaries = [];

    /// <summary>Adds a point; those past the latest <paramref name="most"/> are summarised. 0 keeps nothing.</summary>
    public void Add(PathPoint point, int most)
    {
        if (most == 0)
        {
            return;
        }

        _latest.Enqueue(point);
        while (_latest.Count > most)
        {
            Summarise(_latest.Dequeue());
        }
    }

    /// <summary>All points, oldest first.</summary>
    public IReadOnlyList<PathPoint> ToList() => [.. _summaries, .. _latest];

    private void Summarise(PathPoint point)
    {
        if (_summaries.Count > 0 && SpanOf(_summaries[^1]) == SpanOf(point))
        {
            _summaries[^1] = Worst(_summaries[^1], point);
            return;
        }

        _summaries.Add(point);
        if (_summaries.Count > MostSummaries)
        {
            _summaries.RemoveAt(0);
        }
    }

    private static long SpanOf(PathPoint point) => point.At.UtcTicks / SummarySpan.Ticks;

    private static PathPoint Worst(PathPoint one, PathPoint other) => new(
        one.At,
        one.State > other.State ? one.State : other.State,
        Longest(one.P50, other.P50),
        Longest(one.P99, other.P99),
        Math.Max(one.Loss, other.Loss));

    private static TimeSpan? Longest(TimeSpan? one, TimeSpan? other) => one > other || other is null ? one : other;
}
