using EchoActors.Mesh;

namespace EchoActors.Admin.Live;

/// <summary>What the nodes of a mesh are called: by name, and by address where two share one.</summary>
public sealed class MemberNames
{
    private readonly Dictionary<string, string> _names = [];

    /// <summary>The names of those in <paramref name="matrix"/>.</summary>
    public MemberNames(MeshMatrix matrix)
    {
        foreach (var namesakes in matrix.Members.GroupBy(member => member.Name))
        {
            var alone = namesakes.Count() == 1;
            foreach (var member in namesakes)
            {
                _names[member.Node] = alone ? member.Name : member.Node;
            }
        }
    }

    /// <summary>The node that is called <paramref name="name"/>; <see langword="null"/> where none is.</summary>
    public string? NodeOf(string name) => _names.FirstOrDefault(node => node.Value == name).Key;

    /// <summary>What a node is called; its address where it is not known.</summary>
    public string this[string node] => _names.GetValueOrDefault(node, node);
}
