using EchoActors.Mesh;

namespace EchoActors.Admin.Live;

/// <summary>The mesh at one moment, as one node of this process sees it.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Matrix">Who is there, and what each measured.</param>
/// <param name="View">Where the histories of its paths are.</param>
public sealed record MeshSnapshot(string Node, MeshMatrix Matrix, IMeshView View)
{
    internal static IEnumerable<MeshSnapshot> Of(AdminNode node) =>
        node.Mesh is { } view ? [new MeshSnapshot(node.Name, view.Matrix, view)] : [];
}
