using Akka.Cluster;
using Xunit;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>Several nodes in this process, with real clusters, replication and sockets.</summary>
public sealed class MeshScenarios : IAsyncLifetime
{
    private readonly List<MeshTestNode> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));

    [Fact]
    public async Task A_node_that_joins_probes_the_others_and_is_probed_by_them()
    {
        var mesh = await StartAsync(2);
        var third = await JoinAsync("node-3", mesh[0]);
        await Eventually.AllAsync([.. mesh, third], matrix => matrix.IsComplete && matrix.Present.Count() == 3);
        Assert.Equal("node-3", mesh[0].View.Matrix.NameOf(third.Node));
        Assert.All(mesh[0].View.Matrix.Rows.SelectMany(row => row.Paths), path => Assert.NotNull(path.P50));
    }

    [Fact]
    public async Task What_one_node_measures_every_node_shows()
    {
        var mesh = await StartAsync(3);
        await Eventually.AllAsync(mesh, matrix => matrix.Rows.Count == 3 && matrix.Rows.All(row => row.Paths.All(path => path.Probes >= 3)));
        Assert.All(mesh, node => Assert.True(node.View.History(mesh[0].Node, mesh[1].Node).Count >= 2));
    }

    [Fact]
    public async Task A_node_that_leaves_disappears_and_no_one_has_seen_a_fault()
    {
        var mesh = await StartAsync(3);
        var leaving = mesh[2].LeaveAsync();
        await Eventually.AllAsync(mesh.Take(2), matrix => matrix.IsComplete && matrix.Present.Count() == 2);
        await Eventually.AllAsync(mesh.Take(2), matrix => matrix.Members.Count == 2);
        await leaving;
        Assert.All(mesh.Take(2), node => Assert.Empty(node.View.Matrix.Changes));
    }

    [Fact]
    public async Task A_node_that_dies_is_down_and_then_gone_with_when_it_was_last_seen()
    {
        var mesh = await StartAsync(3);
        var before = DateTimeOffset.UtcNow;
        var (dead, node) = (mesh[2], mesh[2].Node);
        dead.Crash();
        await Eventually.AllAsync(mesh.Take(2), matrix => matrix.Rows
            .Where(row => row.From != node)
            .All(row => row.Paths.Single(path => path.To == node).State == PathState.Down));
        await Eventually.AllAsync(mesh.Take(2), matrix => matrix.Members.Single(member => member.Node == node).State == MemberState.Gone);
        var gone = mesh[0].View.Matrix.Members.Single(member => member.Node == node);
        Assert.InRange(gone.LastSeen, before.AddSeconds(-3), gone.Since);
        Assert.Equal("node-3", gone.Name);
    }

    [Fact]
    public async Task A_node_that_comes_back_with_its_name_and_address_is_the_same_node_to_people()
    {
        var mesh = await StartAsync(2);
        var third = await JoinAsync("node-3", mesh[0]);
        await Eventually.AllAsync(_nodes, matrix => matrix.IsComplete && matrix.Present.Count() == 3);
        var (node, port) = (third.Node, third.Address.Port!.Value);
        await third.DisposeAsync();
        _nodes.Remove(third);
        var again = await JoinAsync("node-3", mesh[0], port);
        Assert.Equal(node, again.Node);
        await Eventually.AllAsync(_nodes, matrix =>
            matrix.IsComplete && matrix.Members.Count == 3 && matrix.Members.All(member => member.State == MemberState.Up));
    }

    [Fact]
    public async Task A_node_that_membership_does_not_hear_from_is_unreachable_while_its_paths_stay_up()
    {
        var mesh = await StartAsync(3);
        var cutOff = mesh[2];
        await Task.WhenAll(mesh.Take(2).SelectMany(node => new[] { node.CutRemotingTo(cutOff), cutOff.CutRemotingTo(node) }));
        await Eventually.AllAsync(mesh.Take(2), matrix => StateOf(matrix, cutOff) == MemberState.Unreachable);
        Assert.All(mesh.Take(2), node => Assert.Equal(PathState.Up, node.View.Matrix.Path(node.Node, cutOff.Node)!.State));

        await Task.WhenAll(mesh.Take(2).SelectMany(node => new[] { node.HealRemotingTo(cutOff), cutOff.HealRemotingTo(node) }));
        await Eventually.AllAsync(mesh, matrix => matrix.Members.All(member => member.State == MemberState.Up) && matrix.IsComplete);
    }

    [Fact]
    public async Task A_path_that_is_blocked_one_way_is_down_as_just_that_path()
    {
        var mesh = await StartAsync(3);
        mesh[0].CutProbesTo(mesh[1]);
        await Eventually.AllAsync(mesh, matrix => matrix.Path(mesh[0].Node, mesh[1].Node)?.State == PathState.Down);
        Assert.All(mesh, node =>
        {
            Assert.Equal(mesh[1].Node, Assert.Single(node.View.Matrix.Broken).Path.To);
            Assert.All(node.View.Matrix.Members, member => Assert.Equal(MemberState.Up, member.State));
        });
        var path = mesh[2].View.Matrix.Path(mesh[0].Node, mesh[1].Node)!;
        Assert.StartsWith("no answer from 127.0.0.1", path.LastError, StringComparison.Ordinal);

        mesh[0].HealProbesTo(mesh[1]);
        await Eventually.AllAsync(mesh, matrix => matrix.IsComplete && !matrix.Broken.Any());
        var changes = mesh[2].View.Matrix.Changes;
        Assert.Equal(PathState.Up, changes[0].After);
        Assert.Contains(changes, change => change.After == PathState.Down);
    }

    [Fact]
    public async Task With_a_fan_out_each_node_probes_and_is_probed_by_so_many_also_when_one_leaves()
    {
        var mesh = await StartAsync(5, fanout: 2);
        await mesh[4].LeaveAsync();
        await Eventually.AllAsync(mesh.Take(4), matrix => matrix.IsComplete && matrix.Present.Count() == 4 && matrix.Rows
            .SelectMany(row => row.Paths).CountBy(path => path.To).All(probed => probed.Value == 2));
        Assert.All(mesh.Take(4), node => Assert.Empty(node.View.Matrix.Changes));
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

    private async Task<IReadOnlyList<MeshTestNode>> StartAsync(int count, int? fanout = null)
    {
        var mesh = await MeshTestNode.StartMeshAsync(count, fanout);
        _nodes.AddRange(mesh);
        return mesh;
    }

    private async Task<MeshTestNode> JoinAsync(string name, MeshTestNode seed, int clusterPort = 0)
    {
        var node = await MeshTestNode.StartAsync(name, seed, clusterPort: clusterPort);
        _nodes.Add(node);
        return node;
    }
}
