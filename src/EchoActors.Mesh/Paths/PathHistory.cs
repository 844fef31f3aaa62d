namespace EchoActors.Mesh.Paths;

/// <summary>The history of every path, as this node heard them. Written by one actor, read from any thread.</summary>
internal sealed class PathHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, PathPoints>> _points = [];

    public IReadOnlyList<PathPoint> Of(string from, string to)
    {
        lock (_lock)
        {
            return _points.GetValueOrDefault(from)?.GetValueOrDefault(to)?.ToList() ?? [];
        }
    }

    /// <summary>
    /// Adds a point to each path of a row; those past the latest <paramref name="most"/> are summarised. Of the paths that the
    /// row no longer has, it keeps those to a node that is gone.
    /// </summary>
    public void Add(MeshRow row, int most, Func<string, bool> isGone)
    {
        lock (_lock)
        {
            var before = _points.GetValueOrDefault(row.From);
            var after = new Dictionary<string, PathPoints>(row.Paths.Count);
            foreach (var path in row.Paths)
            {
                var points = before?.GetValueOrDefault(path.To) ?? new PathPoints();
                points.Add(new PathPoint(row.HeardAt, path.State, path.P50, path.P99, path.Loss), most);
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
