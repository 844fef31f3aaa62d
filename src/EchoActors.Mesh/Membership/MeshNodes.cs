using Akka.Cluster;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh.Membership;

/// <summary>Every node that this one knows of, and the picture that follows from what they said.</summary>
internal sealed class MeshNodes(UniqueAddress self, MeshOptions options, MeshView view)
{
    private const int MostChanges = 100;
    private const int MostGone = 100;

    // A report is late when three were due; replication alone may take a second or two in a mesh of hundreds.
    private readonly TimeSpan _staleAfter = options.Interval * 3 + TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, MeshNode> _nodes = [];
    private readonly LinkedList<PathChange> _changes = [];

    public string SelfKey { get; } = NodeRegistry.KeyOf(self);

    /// <summary>How many it knows of.</summary>
    public int Count => _nodes.Count;

    /// <summary>The nodes that probe and are probed.</summary>
    public IEnumerable<MeshNode> TakingPart => _nodes.Values.Where(node => node.TakesPart);

    /// <summary>The nodes that are members.</summary>
    public IEnumerable<MeshNode> Present => _nodes.Values.Where(node => node.State != MemberState.Gone);

    public MeshNode? Find(string key) => _nodes.GetValueOrDefault(key);

    /// <summary>The cluster says something of a node. Returns whether it is the first.</summary>
    public bool Set(UniqueAddress address, MemberState state, DateTimeOffset now)
    {
        if (_nodes.TryGetValue(NodeRegistry.KeyOf(address), out var known))
        {
            known.Enter(state, now);
            return false;
        }

        var node = new MeshNode(address, state, now);
        foreach (var predecessor in _nodes.Values.Where(other => other.Node == node.Node && other.State == MemberState.Gone).ToList())
        {
            _nodes.Remove(predecessor.Key);
        }

        _nodes.Add(node.Key, node);
        return true;
    }

    /// <summary>A node is no longer a member: it left and is forgotten, or it died and is remembered for a while.</summary>
    public void Remove(UniqueAddress address, bool died, DateTimeOffset now)
    {
        if (!_nodes.TryGetValue(NodeRegistry.KeyOf(address), out var node))
        {
            return;
        }

        var hasSuccessor = _nodes.Values.Any(other => other.Node == node.Node && other != node);
        node.Withdraw();
        node.Enter(MemberState.Gone, now);
        if (!died || hasSuccessor)
        {
            _nodes.Remove(node.Key);
        }

        if (!hasSuccessor)
        {
            view.Paths.Forget(node.Node);
        }
    }

    /// <summary>A node has published news; of one that is no member any more, none is taken.</summary>
    public void Hear(string key, NodeReport report, DateTimeOffset now)
    {
        if (!_nodes.TryGetValue(key, out var node) || node.State == MemberState.Gone)
        {
            return;
        }

        NoteChanges(node, report);
        node.Hear(report, now);
        view.Paths.Add(new MeshRow(node.Node, now, IsStale: false, report.Paths), options.History);
    }

    public void Withdraw(string key)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            node.Withdraw();
            view.Paths.Forget(node.Node);
        }
    }

    /// <summary>Makes the picture anew.</summary>
    public void Show(DateTimeOffset now)
    {
        Forget(now);
        var present = TakingPart.Select(node => node.Node).ToHashSet();
        view.Matrix = new MeshMatrix(
            now,
            new HostPort(self.Address.Host, self.Address.Port!.Value).ToString(),
            options.Fanout,
            [.. _nodes.Values.Select(node => node.ToMember())
                .OrderBy(member => member.Name, StringComparer.Ordinal)
                .ThenBy(member => member.Node, StringComparer.Ordinal)],
            [.. TakingPart.Where(node => node.Report is not null)
                .Select(node => RowOf(node, present, now))
                .OrderBy(row => row.From, StringComparer.Ordinal)],
            [.. _changes]);
    }

    private MeshRow RowOf(MeshNode node, HashSet<string> present, DateTimeOffset now)
    {
        var isStale = now - node.HeardAt > _staleAfter;
        var paths = node.Report!.Paths;
        if (isStale || paths.Any(path => !present.Contains(path.To)))
        {
            paths = [.. paths
                .Where(path => present.Contains(path.To))
                .Select(path => isStale ? path with { State = PathState.Unknown } : path)];
        }

        return new MeshRow(node.Node, node.HeardAt, isStale, paths);
    }

    private void NoteChanges(MeshNode node, NodeReport report)
    {
        var before = node.Report?.Paths.ToDictionary(path => path.To, path => path.State) ?? [];
        foreach (var path in report.Paths)
        {
            var was = before.GetValueOrDefault(path.To, PathState.Unknown);
            if (path.State == was || (was == PathState.Unknown && path.State == PathState.Up))
            {
                continue;
            }

            _changes.AddFirst(new PathChange(path.Since, node.Node, path.To, was, path.State, path.LastError));
            if (_changes.Count > MostChanges)
            {
                _changes.RemoveLast();
            }
        }
    }

    private void Forget(DateTimeOffset now)
    {
        var gone = _nodes.Values.Where(node => node.State == MemberState.Gone).OrderByDescending(node => node.Since).ToList();
        foreach (var node in gone.Where((node, rank) => rank >= MostGone || now - node.Since > options.ForgetAfter))
        {
            _nodes.Remove(node.Key);
        }
    }
}
