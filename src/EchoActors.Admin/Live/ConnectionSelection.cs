namespace EchoActors.Admin.Live;

/// <summary>The connections that a page chose.</summary>
/// <param name="First">The first few, in the order chosen.</param>
/// <param name="Matching">How many match the filter.</param>
public sealed record ConnectionSelection(IReadOnlyList<RankedConnection> First, int Matching);
