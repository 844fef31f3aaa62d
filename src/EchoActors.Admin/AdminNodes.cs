using System.Collections.Immutable;

namespace EchoActors.Admin;

/// <summary>
/// The nodes of this process that one admin address shows: one of <c>server</c>, all of <c>mesh --nodes</c>. Any thread
/// adds and reads.
/// </summary>
public sealed class AdminNodes
{
    private ImmutableArray<AdminNode> _all = [];

    /// <summary>The nodes that have started, in that order.</summary>
    public IReadOnlyList<AdminNode> All => _all;

    /// <summary>Shows one more node.</summary>
    public void Add(AdminNode node) => ImmutableInterlocked.Update(ref _all, nodes => nodes.Add(node));
}
