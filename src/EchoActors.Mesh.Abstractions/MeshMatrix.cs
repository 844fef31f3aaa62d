using System.Text.Json.Serialization;

namespace EchoActors.Mesh;

/// <summary>The whole mesh at one moment, as one node sees it. Immutable.</summary>
/// <param name="At">When this picture was made, by the clock of the node that shows it.</param>
/// <param name="Self">The node that shows it.</param>
/// <param name="Fanout">How many others each node probes, or <see langword="null"/> for all.</param>
/// <param name="Members">The nodes in order of name, including those that are gone and not forgotten.</param>
/// <param name="Rows">What each node measures, in order of <see cref="MeshRow.From"/>.</param>
/// <param name="Changes">The latest changes of paths, newest first; 100 at most.</param>
/// <param name="Seeds">The nodes that this one asked to be let in; empty if it asked none.</param>
public sealed record MeshMatrix(
    DateTimeOffset At,
    string Self,
    int? Fanout,
    IReadOnlyList<MeshMember> Members,
    IReadOnlyList<MeshRow> Rows,
    IReadOnlyList<PathChange> Changes,
    IReadOnlyList<MeshSeed> Seeds)
{
    /// <summary>Whether the node that shows it is a member.</summary>
    public bool HasJoined => Members.Any(member => member.Node == Self && member.State != MemberState.Gone);

    /// <summary>Whether it has joined, every member can be reached, none is gone, and no path is broken.</summary>
    public bool IsHealthy =>
        HasJoined
        && Members.All(member => member.State is not (MemberState.Gone or MemberState.Unreachable))
        && !Broken.Any();

    /// <summary>The nodes that ended without leaving.</summary>
    [JsonIgnore]
    public IEnumerable<MeshMember> Gone => Members.Where(member => member.State == MemberState.Gone);

    /// <summary>The nodes that take part: Up, or Up and unreachable.</summary>
    [JsonIgnore]
    public IEnumerable<MeshMember> Present => Members.Where(m => m.State is MemberState.Up or MemberState.Unreachable);

    /// <summary>Every path that loses probes or is down, with the node that probes it.</summary>
    [JsonIgnore]
    public IEnumerable<(string From, MeshPath Path)> Broken =>
        Rows.SelectMany(row => row.Paths.Where(path => path.IsBroken).Select(path => (row.From, path)));

    /// <summary>Whether every node that takes part has measured every path it should, and there is more than one.</summary>
    [JsonIgnore]
    public bool IsComplete
    {
        get
        {
            var present = Present.Count();
            var each = Math.Min(Fanout ?? int.MaxValue, present - 1);
            return each > 0
                && Rows.Count == present
                && Rows.All(row => row.Paths.Count == each && row.Paths.All(path => path.State != PathState.Unknown));
        }
    }

    /// <summary>The path from one node to another, or <see langword="null"/> if it is not probed.</summary>
    public MeshPath? Path(string from, string to) =>
        Rows.FirstOrDefault(row => row.From == from)?.Paths.FirstOrDefault(path => path.To == to);

    /// <summary>The name of a node, or its address if it is not among the members.</summary>
    public string NameOf(string node) => Members.FirstOrDefault(member => member.Node == node)?.Name ?? node;
}
