using EchoActors.Filters.Tls;
using Xunit;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>The nodes of one scenario, in this process, with real clusters, replication and sockets.</summary>
public abstract class MeshScenarios : IAsyncLifetime
{
    private readonly List<MeshTestNode> _nodes = [];

    private protected IReadOnlyList<MeshTestNode> Nodes => _nodes;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));

    private protected async Task<IReadOnlyList<MeshTestNode>> StartAsync(
        int count, int? fanout = null, string stableAfter = "1s")
    {
        var mesh = await MeshTestNode.StartMeshAsync(count, fanout, stableAfter);
        _nodes.AddRange(mesh);
        return mesh;
    }

    private protected async Task<MeshTestNode> JoinAsync(string name, MeshTestNode seed, int clusterPort = 0)
    {
        var node = await MeshTestNode.StartAsync(name, seed, clusterPort: clusterPort);
        _nodes.Add(node);
        return node;
    }

    private protected async Task<MeshTestNode> StartAsync(
        string name, IReadOnlyList<HostPort> seeds, string hocon = "", string host = "127.0.0.1", EchoListenerOptions? listen = null, TlsClientOptions? tls = null)
    {
        var node = await MeshTestNode.StartAsync(name, seeds, hocon, host: host, listen: listen, tls: tls);
        _nodes.Add(node);
        return node;
    }

    private protected async Task CrashAsync(MeshTestNode node)
    {
        await node.CrashAsync();
        _nodes.Remove(node);
    }
}
