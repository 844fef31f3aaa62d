using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EchoActors.Mesh.Paths;

/// <summary>
/// Decides which nodes a node probes; <see cref="EchoMesh"/> asks whenever the nodes that take part change. The nodes form a
/// ring, ordered by a hash of their addresses, and each probes its successors: every node probes as many nodes as the fan-out
/// says and is probed by as many. A node that joins or leaves changes one target of each node that probes it, the minimum. Rendezvous (highest random weight) hashing keeps
/// only the first of the two counts; a variant that keeps both changes two to four times as many paths
/// (<c>docs/mesh.md</c>).
/// </summary>
internal static class ProbeRing
{
    /// <summary>The nodes that <paramref name="self"/> probes: all others if the fan-out is at least their number.</summary>
    public static IReadOnlyList<string> Targets(string self, IEnumerable<string> nodes, int? fanout)
    {
        var ring = nodes.Append(self).Distinct().OrderBy(Position).ThenBy(node => node, StringComparer.Ordinal).ToArray();
        var at = Array.IndexOf(ring, self);
        var count = Math.Min(fanout ?? int.MaxValue, ring.Length - 1);
        return [.. Enumerable.Range(1, count).Select(step => ring[(at + step) % ring.Length])];
    }

    // The same on every machine and in every process, unlike string.GetHashCode.
    private static ulong Position(string node) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(node)));
}
