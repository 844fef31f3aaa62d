using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EchoActors.Mesh.Paths;

/// <summary>
/// Who probes whom. Nodes stand on a ring in the order of a hash of their names, and each probes those that follow it:
/// every node probes as many as the fan-out says and is probed by as many. A node that comes or goes changes one target of
/// those that must probe it, and nothing else: fewer can't be. Rendezvous (highest random weight) choice keeps only the
/// first of the two counts, and a variant that is forced to keep both changes two to four times as many paths;
/// <c>docs/mesh.md</c> has the figures.
/// </summary>
internal static class ProbeRing
{
    /// <summary>The nodes that <paramref name="self"/> probes; all others when there are no more than the fan-out.</summary>
    public static IReadOnlyList<string> Targets(string self, IEnumerable<string> nodes, int? fanout)
    {
        var ring = nodes.Append(self).Distinct().OrderBy(Position).ThenBy(node => node, StringComparer.Ordinal).ToArray();
        var at = Array.IndexOf(ring, self);
        var count = Math.Min(fanout ?? int.MaxValue, ring.Length - 1);
        return [.. Enumerable.Range(1, count).Select(step => ring[(at + step) % ring.Length])];
    }

    // The same on every machine and in every version, unlike string.GetHashCode.
    private static ulong Position(string node) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(node)));
}
