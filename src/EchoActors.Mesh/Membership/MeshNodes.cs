using Akka.Cluster;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh.Membership;

/// <summary>The members of the mesh as this node knows them, and the matrix that follows from their reports.</summary>
internal sealed class MeshNodes(UniqueAddress self, MeshOptions options, MeshView view, TimeProvider time)
{
    private const int MostChanges = 100;

    // A row is stale when three reports are missing. Replication may take 2 s in a mesh of hundreds.
    private readonly TimeSpan _staleAfter = options.Interval * 3 + TimeSpan.FromSeconds(2);

    private readonly string _self = self.Address.ToHostPort().ToString();
    private readonly Dictionary<string, MeshNode> _nodes = [];
    private readonly Departures _departures = new(options.ForgetAfter, time);
    private readonly LinkedList<PathChange> _changes = [];
    private IReadOnlyList<MeshSeed> _seeds = [];

    public string SelfKey { get; } = ReportExchange.KeyOf(self);

    /// <summary>How many members there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>The nodes that probe and are probed.</summary>
    public IEnumerable<MeshNode> TakingPart => _nodes.Values.Where(node => node.TakesPart);

    /// <summary>All members.</summary>
    public IEnumerable<MeshNode> Members => _nodes.Values;

    /// <summary>The members that ended without leaving, to publish.</summary>
    public IReadOnlyList<Departure> Departures => _departures.All;

    public MeshNode? Find(string key) => _nodes.GetValueOrDefault(key);

    /// <summary>The cluster reports a member's state. Returns whether the member is new.</summary>
    public bool Set(UniqueAddress address, MemberState state, DateTimeOffset now)
    {
        if (_nodes.TryGetValue(ReportExchange.KeyOf(address), out var known))
        {
            known.Enter(state, now);
            return false;
        }

        var node = new MeshNode(address, state, now, time);
        _departures.Return(node.Node);
        _nodes.Add(node.Key, node);
        return true;
    }

    /// <summary>
    /// A node is no longer a member. If it ended without leaving, and no successor is at its address, it is shown as gone.
    /// Returns the node, if it was known.
    /// </summary>
    public MeshNode? Remove(UniqueAddress address, bool hasLeft, DateTimeOffset now)
    {
        if (!_nodes.Remove(ReportExchange.KeyOf(address), out var node))
        {
            return null;
        }

        if (!hasLeft && !node.HasWithdrawn && !HasMemberAt(node.Node))
        {
            _departures.Add(node.ToDeparture(now), now);
        }

        return node;
    }

    /// <summary>
    /// A node has published a report. A report of a node that is no longer a member is ignored. Returns the departures that
    /// this node had not known.
    /// </summary>
    public IReadOnlyList<Departure> Hear(string key, NodeReport report, DateTimeOffset now)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            return [];
        }

        NoteChanges(node, report);
        node.Hear(report, now);
        view.Paths.Add(new MeshRow(node.Node, now, IsStale: false, report.Paths), options.History, _departures.Contains);
        return [.. report.Departures.Where(each => !HasMemberAt(each.Node) && _departures.Add(each, now))];
    }

    public void Withdraw(string key)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            node.Withdraw();
        }
    }

    /// <summary>No longer shows the gone members of that name or address. Returns those that were shown.</summary>
    public IReadOnlyList<Departure> Forget(string nameOrNode) => _departures.Forget(nameOrNode);

    /// <summary>This node asks these seeds to be let in.</summary>
    public void NoteSeeds(IEnumerable<HostPort> seeds) => _seeds = [.. seeds.Select(seed => new MeshSeed(seed.ToString(), Problem: null))];

    /// <summary>A seed does not let this node in.</summary>
    public void NoteSeed(HostPort seed, string problem) =>
        _seeds = [.. _seeds.Select(each => each.Node == seed.ToString() ? each with { Problem = problem } : each)];

    /// <summary>The other members that have this name.</summary>
    public IEnumerable<MeshNode> Namesakes(string name) =>
        TakingPart.Where(node => node.Key != SelfKey && node.Report?.Name == name);

    /// <summary>Makes a new matrix.</summary>
    public void Show(DateTimeOffset now)
    {
        _departures.Prune();
        var present = TakingPart.Select(node => node.Node).ToHashSet();
        view.Paths.Keep(from => HasMemberAt(from) || _departures.Contains(from));
        view.Matrix = new MeshMatrix(
            now,
            _self,
            options.Fanout,
            [.. _nodes.Values.Select(node => node.ToMember()).Concat(_departures.Shown.Select(each => each.ToMember()))
                .OrderBy(member => member.Name, StringComparer.Ordinal)
                .ThenBy(member => member.Node, StringComparer.Ordinal)],
            [.. TakingPart.Where(node => node.Report is not null)
                .Select(node => RowOf(node, present))
                .OrderBy(row => row.From, StringComparer.Ordinal)],
            [.. _changes],
            _seeds);
    }

    private bool HasMemberAt(string node) => _nodes.Values.Any(member => member.Node == node);

    private MeshRow RowOf(MeshNode node, HashSet<string> present)
    {
        var isStale = node.Silence > _staleAfter;
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
}
