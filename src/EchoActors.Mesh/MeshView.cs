using EchoActors.Mesh.Paths;

namespace EchoActors.Mesh;

/// <summary>
/// The mesh as one node knows it. Its actor writes the view; pages, metrics and health checks read it from any thread, without
/// a message to an actor.
/// </summary>
public sealed class MeshView
{
    private volatile MeshMatrix _matrix;
    private volatile Action<string>? _forget;

    /// <summary>A view without members.</summary>
    /// <param name="fanout">How many others each node probes, or <see langword="null"/> for all.</param>
    public MeshView(int? fanout = null) => _matrix = new MeshMatrix(default, "", fanout, [], [], [], []);

    /// <summary>The latest matrix; a new object after each change.</summary>
    public MeshMatrix Matrix
    {
        get => _matrix;
        internal set => _matrix = value;
    }

    /// <summary>
    /// No longer shows the members that are gone and have that name or address, on every node of the mesh. Without it a
    /// member that is gone is shown until <see cref="MeshOptions.ForgetAfter"/> has passed.
    /// </summary>
    /// <param name="nameOrNode">The name of a member, or its address, <c>HOST:PORT</c>.</param>
    /// <returns>Whether there is such a member. It disappears from <see cref="Matrix"/> a moment later.</returns>
    public bool Forget(string nameOrNode)
    {
        var isGone = _matrix.Gone.Any(member => member.Name == nameOrNode || member.Node == nameOrNode);
        if (isGone)
        {
            _forget?.Invoke(nameOrNode);
        }

        return isGone;
    }

    /// <summary>Hands requests to forget to the actor that writes this view.</summary>
    internal void ForgetBy(Action<string> forget) => _forget = forget;

    internal PathHistory Paths { get; } = new();

    /// <summary>
    /// The latest points of one path as this node heard them, oldest first, at most <see cref="MeshOptions.History"/>;
    /// empty for a path that is not known.
    /// </summary>
    /// <param name="from">The node that probes.</param>
    /// <param name="to">The node that is probed.</param>
    public IReadOnlyList<PathPoint> History(string from, string to) => Paths.Of(from, to);
}
