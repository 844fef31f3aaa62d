using EchoActors.Transport;

namespace EchoActors.Probing;

/// <summary>What the kernel has counted on one or several connections (<c>TCP_INFO</c> of tcp(7), Linux).</summary>
/// <param name="RoundTrip">The smoothed round-trip time of one connection; the application's part of an echo is not in it.</param>
/// <param name="RoundTripVariation">Its mean deviation.</param>
/// <param name="PathMtu">The largest packet that the path is known to carry, in bytes.</param>
/// <param name="SegmentsSent">Segments with payload that this end has sent.</param>
/// <param name="Retransmitted">Those of them that were sent again.</param>
public sealed record PathFigures(TimeSpan RoundTrip, TimeSpan RoundTripVariation, int PathMtu, long SegmentsSent, long Retransmitted)
{
    /// <summary>These figures and those of another connection, which is the later one.</summary>
    internal static PathFigures? Add(PathFigures? before, TcpPathInfo? next) => next is not { } path ? before : new PathFigures(
        path.RoundTrip,
        path.RoundTripVariation,
        path.PathMtu,
        (before?.SegmentsSent ?? 0) + path.SegmentsSent,
        (before?.Retransmitted ?? 0) + path.Retransmitted);

    /// <summary>What was counted on one connection since <paramref name="before"/>, where the kernel tells.</summary>
    internal static PathFigures? Since(TcpPathInfo before, TcpPathInfo? now) => now is not { } path ? null : new PathFigures(
        path.RoundTrip,
        path.RoundTripVariation,
        path.PathMtu,
        path.SegmentsSent - before.SegmentsSent,
        path.Retransmitted - before.Retransmitted);

    /// <summary>The counts of two connections, and the round trip of the slower one.</summary>
    internal static PathFigures? Sum(PathFigures? one, PathFigures? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        return (one.RoundTrip > other.RoundTrip ? one : other) with
        {
            SegmentsSent = one.SegmentsSent + other.SegmentsSent,
            Retransmitted = one.Retransmitted + other.Retransmitted,
        };
    }

    /// <summary>The figures on one line, for a person.</summary>
    public override string ToString() =>
        $"path: rtt {Quantity.Format(RoundTrip)} ± {Quantity.Format(RoundTripVariation)}, MTU {PathMtu:N0}, {Retransmitted:N0} of {SegmentsSent:N0} segments sent again";
}
