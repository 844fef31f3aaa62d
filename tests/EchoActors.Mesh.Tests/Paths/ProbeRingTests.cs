using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EchoActors.Mesh.Paths;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

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

    // The newcomer must be probed by as many, and each of those gives up one target for it: fewer can't be.
    [Property]
    public bool A_node_that_joins_replaces_no_more_paths_than_must_be(PositiveInt nodes, PositiveInt fanout)
    {
        var before = Mesh(nodes.Get);
        var after = Mesh(nodes.Get + 1);
        var mustProbeIt = Math.Min(fanout.Get, before.Count);
        var hadNoTargetToSpare = fanout.Get < before.Count ? mustProbeIt : 0;
        return Replaced(ProbeRing.Targets, before, after, fanout.Get) == hadNoTargetToSpare;
    }

    [Property]
    public bool A_node_that_leaves_is_replaced_by_one_other_at_each_that_probed_it(PositiveInt nodes, PositiveInt fanout)
    {
        var before = Mesh(nodes.Get + 1);
        var after = Mesh(nodes.Get);
        return after.All(node =>
            ProbeRing.Targets(node, after, fanout.Get).Except(ProbeRing.Targets(node, before, fanout.Get)).Count() <= 1);
    }

    // Why it is no rendezvous hashing in the narrow sense, in figures that docs/mesh.md tells.
    [Theory]
    [InlineData(50, 3)]
    [InlineData(100, 10)]
    public void Rendezvous_choice_leaves_some_nodes_hardly_probed_and_saves_next_to_nothing(int nodes, int fanout)
    {
        var mesh = Mesh(nodes);
        var probed = mesh.SelectMany(node => Rendezvous(node, mesh, fanout)).CountBy(node => node).ToDictionary();
        Assert.True(mesh.Min(node => probed.GetValueOrDefault(node)) <= fanout / 2);
        Assert.True(mesh.Max(node => probed.GetValueOrDefault(node)) >= fanout * 3 / 2);

        var larger = Mesh(nodes + 1);
        var paths = (double)nodes * fanout;
        var saved = (Replaced(ProbeRing.Targets, mesh, larger, fanout) - Replaced(Rendezvous, mesh, larger, fanout)) / paths;
        Assert.InRange(saved, -0.02, 0.02);
    }

    [Property]
    public bool The_order_in_which_members_are_known_makes_no_difference(PositiveInt nodes, PositiveInt fanout)
    {
        var mesh = Mesh(nodes.Get);
        return mesh.All(node => ProbeRing.Targets(node, mesh, fanout.Get)
            .SequenceEqual(ProbeRing.Targets(node, mesh.Reverse(), fanout.Get)));
    }

    private static int Replaced(
        Func<string, IEnumerable<string>, int?, IReadOnlyList<string>> choice,
        IReadOnlyList<string> before,
        IReadOnlyList<string> after,
        int fanout) =>
        before.Sum(node => choice(node, before, fanout).Except(choice(node, after, fanout)).Count());

    // The highest random weights of the pairs that a node makes with the others.
    private static IReadOnlyList<string> Rendezvous(string self, IEnumerable<string> nodes, int? fanout) =>
    [
        .. nodes.Where(node => node != self)
            .OrderByDescending(node => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{self}|{node}"))))
            .Take(fanout ?? int.MaxValue),
    ];

    private static IReadOnlyList<string> Mesh(int nodes) => [.. Enumerable.Range(1, nodes).Select(i => $"10.0.0.{i}:4053")];
}
