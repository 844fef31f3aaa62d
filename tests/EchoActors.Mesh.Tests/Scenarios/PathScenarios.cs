using EchoActors.Filters.Tls;
using Xunit;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>What the nodes measure of each other, and how all of them come to show it.</summary>
public sealed class PathScenarios : MeshScenarios
{
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
    public async Task A_node_that_announces_a_TLS_endpoint_is_probed_with_TLS_and_its_certificate_is_checked()
    {
        var first = await StartAsync("trusting", [], listen: Encrypted(), tls: new TlsClientOptions { Insecure = true });
        var second = await StartAsync("strict", [HostPort.Parse(first.Node)], listen: Encrypted());
        await Eventually.AllAsync([first, second], matrix =>
            matrix.Path(first.Node, second.Node)?.State == PathState.Up && matrix.Path(second.Node, first.Node)?.State == PathState.Down);
        Assert.All(first.View.Matrix.Members, member => Assert.Equal(EndpointScheme.Tls, member.Echo!.Scheme));
        Assert.Contains("which is not trusted", second.View.Matrix.Path(second.Node, first.Node)!.LastError, StringComparison.Ordinal);
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

    private static EchoListenerOptions Encrypted() =>
        new(Endpoint.Tls(new HostPort("127.0.0.1", 0))) { Tls = new TlsServerOptions { SelfSigned = true } };
}
