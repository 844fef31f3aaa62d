namespace EchoActors.Mesh;

/// <content>The messages of a node.</content>
public sealed partial class EchoMesh
{
    /// <summary>
    /// Become a member of a mesh. A node whose configuration names seeds (<c>akka.cluster.seed-nodes</c>) joins by itself and
    /// needs no such message.
    /// </summary>
    /// <param name="Seeds">
    /// The cluster addresses of the nodes to ask, in order. The first one starts the mesh if no other node answers it. If
    /// empty, this node starts a mesh.
    /// </param>
    public sealed record Join(IReadOnlyList<HostPort> Seeds);

    /// <summary>
    /// Have the others stop probing this node, and end its own probes in order. Answered with <see cref="Left"/>.
    /// </summary>
    public sealed class Leave
    {
        /// <summary>The one instance.</summary>
        public static readonly Leave Instance = new();

        private Leave()
        {
        }
    }

    /// <summary>No node probes this node any more, and it probes no node.</summary>
    public sealed class Left
    {
        /// <summary>The one instance.</summary>
        public static readonly Left Instance = new();

        private Left()
        {
        }
    }

    /// <summary>No longer show the members that are gone and have that name or address.</summary>
    private sealed record Forget(string NameOrNode);

    private sealed class PublishDue
    {
        public static readonly PublishDue Instance = new();
    }

    private sealed class ShowDue
    {
        public static readonly ShowDue Instance = new();
    }
}
