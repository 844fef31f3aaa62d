using Akka.Cluster;
using Xunit;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>Who is there: leaving, dying, coming back, and being out of hearing.</summary>
public sealed class MembershipScenarios : MeshScenarios
{
    [Fact]
    public async Task A_node_that_leaves_disappears_and_no_one_has_seen_a_fault()
    {
        var mesh = await StartAsync(3);
        var leaving = mesh[2].LeaveAsync();
        await Eventually.AllAsync(mesh.Take(2), matrix => matrix.IsComplete && matrix.Present.Count() == 2);
        await Eventually.AllAsync(mesh.Take(2), matrix => matrix.Members.Count == 2);
        await leaving;
        Assert.All(mesh.Take(2), node => Assert.Empty(node.View.Matrix.Changes));
        Assert.True(mesh[0].View.Matrix.IsHealthy);
        await mesh[0].Log.LineWithAsync($"InfoLevel member node-3 ({mesh[2].Node}) joined; its echo server is ");
        Assert.Equal($"InfoLevel member node-3 ({mesh[2].Node}) left", await mesh[0].Log.LineWithAsync("left"));
    }

    [Fact]
    public async Task A_node_that_dies_is_down_and_then_gone_on_all_nodes_until_it_is_forgotten()
    {
        var mesh = await StartAsync(3, stableAfter: "3s"); // longer than a path takes to be down, on a busy machine too
        var before = DateTimeOffset.UtcNow;
        var (dead, node) = (mesh[2], mesh[2].Node);
        await dead.CrashAsync();

        // Of the changes, which outlast the paths: those of a node that is gone are no longer shown.
        await Eventually.AllAsync(mesh.Take(2), matrix => mesh.Take(2).All(prober => matrix.Changes
            .Any(change => change.From == prober.Node && change.To == node && change.After == PathState.Down)));
        await Eventually.AllAsync(mesh.Take(2), matrix => matrix.Members.Single(member => member.Node == node).State == MemberState.Gone);
        var gone = mesh[0].View.Matrix.Members.Single(member => member.Node == node);
        Assert.InRange(gone.LastSeen, before.AddSeconds(-3), gone.Since);
        Assert.Equal("node-3", gone.Name);
        Assert.False(mesh[0].View.Matrix.IsHealthy);
        Assert.NotEmpty(mesh[0].View.History(mesh[0].Node, node));
        await mesh[0].Log.LineWithAsync($"WarningLevel member node-3 ({node}) is gone: it ended without leaving");

        // One that joins later shows it as well, until one of them is asked to forget it.
        var later = await JoinAsync("node-4", mesh[0]);
        await Eventually.OneAsync(later, matrix => matrix.Gone.Any(member => member.Node == node) && matrix.IsComplete);
        Assert.False(later.View.Forget("node-5"));
        Assert.True(later.View.Forget("node-3"));
        await Eventually.AllAsync([mesh[0], mesh[1], later], matrix => matrix.IsHealthy && matrix.Members.Count == 3);
    }

    [Fact]
    public async Task A_node_that_comes_back_with_its_name_and_address_is_the_same_node_to_people()
    {
        var mesh = await StartAsync(2);
        var third = await JoinAsync("node-3", mesh[0]);
        await Eventually.AllAsync(Nodes, matrix => matrix.IsComplete && matrix.Present.Count() == 3);
        var (node, port) = (third.Node, third.Address.Port!.Value);
        await CrashAsync(third);
        var again = await JoinAsync("node-3", mesh[0], port);
        Assert.Equal(node, again.Node);
        await Eventually.AllAsync(Nodes, matrix =>
            matrix.IsComplete && matrix.Members.Count == 3 && matrix.Members.All(member => member.State == MemberState.Up));
    }

    [Fact]
    public async Task A_node_that_membership_does_not_hear_from_is_unreachable_while_its_paths_stay_up()
    {
        var mesh = await StartAsync(3, stableAfter: "1m"); // no one is to be gone before the cut is healed
        var cutOff = mesh[2];
        await Task.WhenAll(mesh.Take(2).SelectMany(node => new[] { node.CutRemotingTo(cutOff), cutOff.CutRemotingTo(node) }));
        await Eventually.AllAsync(mesh.Take(2), matrix => StateOf(matrix, cutOff) == MemberState.Unreachable);
        Assert.All(mesh.Take(2), node => Assert.Equal(PathState.Up, node.View.Matrix.Path(node.Node, cutOff.Node)!.State));

        await Task.WhenAll(mesh.Take(2).SelectMany(node => new[] { node.HealRemotingTo(cutOff), cutOff.HealRemotingTo(node) }));
        await Eventually.AllAsync(mesh, matrix => matrix.Members.All(member => member.State == MemberState.Up) && matrix.IsComplete);
    }

    [Fact]
    public async Task Two_nodes_of_one_name_are_told_on_both()
    {
        var mesh = await StartAsync(1);
        var namesake = await JoinAsync("node-1", mesh[0]);
        await mesh[0].Log.LineWithAsync($"member node-1 ({namesake.Node}) has the same name as this node");
        await namesake.Log.LineWithAsync($"member node-1 ({mesh[0].Node}) has the same name as this node");
    }

    [Fact]
    public async Task Members_without_the_role_are_left_alone()
    {
        var mesh = await StartAsync(2);
        await using var other = await BystanderNode.JoinAsync(mesh[0].Address);
        await Eventually.OneAsync(mesh[0], _ => Cluster.Get(mesh[0].System).State.Members.Count(m => m.Status == MemberStatus.Up) == 3);
        Assert.Equal(2, mesh[0].View.Matrix.Members.Count);
    }

    private static MemberState? StateOf(MeshMatrix matrix, MeshTestNode node) =>
        matrix.Members.FirstOrDefault(member => member.Node == node.Node)?.State;
}
