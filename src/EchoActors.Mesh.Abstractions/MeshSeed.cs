namespace EchoActors.Mesh;

/// <summary>A node that this one asked to be let into the mesh.</summary>
/// <param name="Node">Its address, <c>HOST:PORT</c>.</param>
/// <param name="Problem">Why it does not let this node in, or <see langword="null"/> if no reason is known.</param>
public sealed record MeshSeed(string Node, string? Problem);
