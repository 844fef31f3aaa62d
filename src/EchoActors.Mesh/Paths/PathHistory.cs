namespace EchoActors.Mesh.Paths;

/// <summary>The latest points of every path, as this node heard them. Written by one actor, read from any thread.</summary>
internal sealed class PathHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Queue<PathPoint>>> _points = [];

    public IReadOnlyList<PathPoint> Of(string from, string to)
    {
        lock (_lock)
        {
            return _points.GetValueOrDefault(from)?.GetValueOrDefault(to) is { } points ? [.. points] : [];
        }
    }

    /// <summary>
    /// Adds a point to each path of a row and keeps the latest <paramref name="most"/> of each. Of the paths that the row no
    /// longer has, it keeps those to a node that is gone.
    /// </summary>
    public void Add(MeshRow row, int most, Func<string, bool> isGone)
    {
        lock (_lock)
        {
            var before = _points.GetValueOrDefault(row.From);
            var after = new Dictionary<string, Queue<PathPoint>>(row.Paths.Count);
            foreach (var path in row.Paths)
            {
                var points = before?.GetValueOrDefault(path.To) ?? new Queue<PathPoint>();
                points.Enqueue(new PathPoint(row.HeardAt, path.State, path.P50, path.P99, path.Loss));
                while (points.Count > most)
                {
                    points.Dequeue();
                }

                after[path.To] = points;
            }

            foreach (var (to, points) in (before ?? []).Where(path => isGone(path.Key)))
            {
                after.TryAdd(to, points);
            }

            _points[row.From] = after;
        }
    }

    /// <summary>Forgets the paths of all nodes but these.</summary>
    public void Keep(Func<string, bool> isKept)
    {
        lock (_lock)
        {
            foreach (var from in _points.Keys.Where(from => !isKept(from)).ToList())
            {
                _points.Remove(from);
            }
        }
    }
}
