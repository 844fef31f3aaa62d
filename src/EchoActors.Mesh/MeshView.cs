using EchoActors.Mesh.Paths;

namespace EchoActors.Mesh;

/// <summary>
/// What one node knows of the mesh. Its actor writes it; pages, metrics and health checks read it, from any thread,
/// without asking an actor.
/// </summary>
public sealed class MeshView
{
    private volatile MeshMatrix _matrix;

    /// <summary>A view that knows of no one yet.</summary>
    /// <param name="fanout">How many others each node probes, or <see langword="null"/> for all.</param>
    public MeshView(int? fanout = null) => _matrix = new MeshMatrix(default, "", fanout, [], [], []);

    /// <summary>The latest picture; another object each time it changed.</summary>
    public MeshMatrix Matrix
    {
        get => _matrix;
        internal set => _matrix = value;
    }

    internal PathHistory Paths { get; } = new();

    /// <summary>
    /// The latest points of one path as this node heard them, oldest first, at most <see cref="MeshOptions.History"/>;
    /// empty for a path that is not known.
    /// </summary>
    /// <param name="from">The node that probes.</param>
    /// <param name="to">The node that is probed.</param>
    public IReadOnlyList<PathPoint> History(string from, string to) => Paths.Of(from, to);
}
