using EchoActors.Mesh;
using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>The worst thing that a snapshot shows, and how bad it is.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Text">What it is, in a few words.</param>
internal sealed record Condition(Severity Severity, string Text)
{
    private static readonly Condition NothingYet = new(Severity.Ok, "starting");

    /// <summary>The worst of every server and every mesh of <paramref name="snapshot"/>.</summary>
    public static Condition Of(LiveView.Snapshot snapshot) =>
        snapshot.Servers.Select(Of)
            .Concat(snapshot.Meshes.Take(1).Select(mesh => Of(mesh.Matrix))) // the nodes of one process are in one mesh
            .MaxBy(condition => condition.Severity) ?? NothingYet;

    /// <summary>The worst of a mesh: what is broken, then who is missing, then what is slow.</summary>
    public static Condition Of(MeshMatrix matrix)
    {
        var states = matrix.Rows.SelectMany(row => row.Paths).Select(path => path.State).ToList();
        var missing = matrix.Members.Where(member => member.State is MemberState.Gone or MemberState.Unreachable).ToList();
        return !matrix.HasJoined ? new(Severity.Warning, "this node has not joined")
            : Paths(PathState.Down) is > 0 and var down ? new(Severity.Error, $"{down} of {states.Count} paths down")
            : missing is [var only] ? new(Severity.Error, $"{only.Name} {Pages.Format.Name(only.State)}")
            : missing.Count > 1 ? new(Severity.Error, $"{missing.Count} nodes gone or unreachable")
            : Paths(PathState.Losing) is > 0 and var losing ? new(Severity.Error, $"{losing} of {states.Count} paths losing")
            : Paths(PathState.Slow) is > 0 and var slow ? new(Severity.Warning, $"{slow} of {states.Count} paths slow")
            : Paths(PathState.Unknown) is > 0 and var unknown ? new(Severity.Warning, $"{unknown} of {states.Count} paths unknown")
            : states.Count == 0 ? new(Severity.Warning, "no path measured yet")
            : new(Severity.Ok, $"all {states.Count} paths up");

        int Paths(PathState state) => states.Count(each => each == state);
    }

    private static Condition Of(ServerView server) => server.Status switch
    {
        null => new(Severity.Error, $"{server.Name} not answering"),
        { Phase: EchoServer.Phase.Failed } => new(Severity.Error, $"{server.Name} failed"),
        { Phase: EchoServer.Phase.Draining or EchoServer.Phase.Drained } => new(Severity.Warning, $"{server.Name} draining"),
        { Phase: EchoServer.Phase.Starting } => new(Severity.Warning, $"{server.Name} starting"),
        { } status when status.Statistics.Open >= status.MaxConnections => new(Severity.Warning, $"{server.Name} full"),
        { } status when status.Statistics.Faults.Describe() is not null => new(Severity.Warning, $"{server.Name} injects faults"),
        _ => new(Severity.Ok, "serving"),
    };
}
