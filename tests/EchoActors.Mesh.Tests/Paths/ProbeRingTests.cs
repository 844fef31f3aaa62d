using EchoActors.Mesh.Paths;
using FsCheck;
using FsCheck.Xunit;

namespace EchoActors.Mesh.Tests.Paths;

public sealed class ProbeRingTests
{
    [Property]
    public bool Every_node_probes_as_many_others_as_the_fan_out_says(PositiveInt nodes, PositiveInt fanout)
    {
        var mesh = Mesh(nodes.Get);
        return mesh.All(node =>
        {
            var targets = ProbeRing.Targets(node, mesh, fanout.Get);
            return targets.Count == Math.Min(fanout.Get, mesh.Count - 1)
                && targets.Distinct().Count() == targets.Count
                && !targets.Contains(node);
        });
    }

    [Property]
    public bool Every_node_is_probed_by_as_many_others_as_the_fan_out_says(PositiveInt nodes, PositiveInt fanout)
    {
        var mesh = Mesh(nodes.Get);
        var probed = mesh.SelectMany(node => ProbeRing.Targets(node, mesh, fanout.Get)).CountBy(node => node).ToDictionary();
        return mesh.All(node => probed.GetValueOrDefault(node) == Math.Min(fanout.Get, mesh.Count - 1));
    }

    [Property]
    public bool A_node_that_joins_changes_at_most_one_target_of_any_other(PositiveInt nodes, PositiveInt fanout)
    {
        var before = Mesh(nodes.Get);
        var after = Mesh(nodes.Get + 1);
        return before.All(node =>
        {
            var kept = ProbeRing.Targets(node, before, fanout.Get).Intersect(ProbeRing.Targets(node, after, fanout.Get)).Count();
            return kept >= Math.Min(fanout.Get, before.Count - 1) - 1;
        });
    }

    [Property]
    public bool The_order_in_which_members_are_known_makes_no_difference(PositiveInt nodes, PositiveInt fanout)
    {
        var mesh = Mesh(nodes.Get);
        return mesh.All(node => ProbeRing.Targets(node, mesh, fanout.Get)
            .SequenceEqual(ProbeRing.Targets(node, mesh.Reverse(), fanout.Get)));
    }

    private static IReadOnlyList<string> Mesh(int nodes) => [.. Enumerable.Range(1, nodes).Select(i => $"10.0.0.{i}:4053")];
}
