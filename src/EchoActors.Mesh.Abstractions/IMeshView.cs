namespace EchoActors.Mesh;

/// <summary>
/// The mesh as one node knows it, for pages, the API and metrics. Any thread may read it. <c>MeshView</c> of EchoActors.Mesh
/// implements it, so that a reader does not load the cluster.
/// </summary>
public interface IMeshView
{
    /// <summary>The latest picture; another object each time it changed.</summary>
    MeshMatrix Matrix { get; }

    /// <summary>The history of one path as this node heard it, oldest first; empty for a path that is not known.</summary>
    /// <param name="from">The node that probes.</param>
    /// <param name="to">The node that is probed.</param>
    IReadOnlyList<PathPoint> History(string from, string to);

    /// <summary>No longer shows the members that are gone and have that name or address, on every node of the mesh.</summary>
    /// <param name="nameOrNode">The name of a member, or its address, <c>HOST:PORT</c>.</param>
    /// <returns>Whether there is such a member. It disappears from <see cref="Matrix"/> a moment later.</returns>
    bool Forget(string nameOrNode);
}
