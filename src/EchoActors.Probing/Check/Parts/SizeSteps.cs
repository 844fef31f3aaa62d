using EchoActors.Transport;

namespace EchoActors.Probing.Check.Parts;

/// <summary>The sizes of the messages that <c>sizes</c> sends.</summary>
internal static class SizeSteps
{
    public const int Largest = 256 * 1024;

    private static readonly int[] Everywhere = [1, 64, 256, 512, 1024, 1200, 1280, 1350, 1400, 4096, 16 * 1024, 64 * 1024, Largest];

    // The least difference that a header or a tunnel makes, and some common ones (GRE 24 B, WireGuard 60 B, VXLAN 50 B).
    private static readonly int[] Around = [-60, -50, -40, -24, -12, -1, 0, 1, 12, 40];

    /// <summary>From small to large; dense around one segment, two segments and one packet of the path.</summary>
    /// <param name="kernel">The kernel's figures for the path.</param>
    /// <param name="overhead">How many bytes TLS adds to a message that fits one record.</param>
    public static IReadOnlyList<int> Of(TcpPathInfo? kernel, int overhead = 0)
    {
        int[] pivots = kernel is { } path ? [path.SendSegment, 2 * path.SendSegment, path.PathMtu] : [];
        return [.. Everywhere
            .Concat(pivots.SelectMany(pivot => Around.Select(distance => pivot - overhead + distance)))
            .Where(size => size is >= 1 and <= Largest)
            .Distinct()
            .Order()];
    }
}
