using EchoActors.Mesh.Paths;

namespace EchoActors.Mesh;

/// <summary>
/// The mesh as one node knows it. Its actor writes the view; pages, metrics and health checks read it from any thread, without
/// a message to an actor.
/// </summary>
public sealed class MeshView : IMeshView
{
    private volatile MeshMatrix _matrix;
    private volatile Action<string>? _forget;

    /// <summary>A view without members.</summary>
    /// <param name="fanout">How many others each node probes, or <see langword="null"/> for all.</param>
    public MeshView(int? fanout = null) => _matrix = new MeshMatrix(default, "", fanout, [], [], [], []);

    /// <inheritdoc/>
    public MeshMatrix Matrix
    {
        get => _matrix;
        internal set => _matrix = value;
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public IReadOnlyList<PathPoint> History(string from, string to) => Paths.Of(from, to);
}
