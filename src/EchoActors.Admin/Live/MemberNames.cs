using EchoActors.Mesh;

namespace EchoActors.Admin.Live;

/// <summary>The display names of the nodes of a mesh: the node's name, or its address if two nodes share one name.</summary>
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

    /// <summary>The display name of a node; its address if it is not known.</summary>
    public string this[string node] => _names.GetValueOrDefault(node, node);
}
