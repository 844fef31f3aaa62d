using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Xunit;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>Asking to be let in: by IPv6, and of seeds that do not let a node in.</summary>
public sealed class SeedScenarios : MeshScenarios
{
    [SkippableFact]
    public async Task Nodes_on_IPv6_addresses_find_each_other_by_a_seed()
    {
        Skip.IfNot(HasIPv6Loopback(), "this machine has no ::1");
        var first = await StartAsync("first", [], host: "::1");
        var port = first.Address.Port!.Value;
        await StartAsync("second", [new HostPort("0:0:0:0:0:0:0:1", port)], host: "::1");
        await Eventually.AllAsync(Nodes, matrix => matrix.IsComplete);
        Assert.Equal($"[::1]:{port}", first.View.Matrix.Self);
        Assert.All(first.View.Matrix.Members, member => Assert.StartsWith("[::1]:", member.Node, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_seed_that_refuses_connections_is_named_until_the_node_has_joined()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        var node = await StartAsync("joiner", [new HostPort("127.0.0.1", port)]);
        await node.Log.LineWithAsync($"WarningLevel not let in by seed 127.0.0.1:{port}: it refuses connections: nothing listens there");
        await Eventually.OneAsync(node, matrix => matrix.Seeds is [{ Problem: not null }]);
        Assert.False(node.View.Matrix.HasJoined);
        Assert.False(node.View.Matrix.IsHealthy);

        await StartAsync("seed", [], $"akka.remote.dot-netty.tcp.port = {port}");
        await Eventually.AllAsync(Nodes, matrix => matrix.IsComplete && matrix.IsHealthy);
        Assert.Empty(node.View.Matrix.Seeds);
    }

    [Fact]
    public async Task A_seed_that_is_called_something_else_is_named()
    {
        var seed = await StartAsync("seed", []);
        var node = await StartAsync("joiner", [new HostPort("localhost", seed.Address.Port!.Value)]);
        await node.Log.LineWithAsync($"not let in by seed localhost:{seed.Address.Port}: it does not answer to that name");
    }

    [Fact]
    public async Task A_seed_that_has_not_joined_itself_is_named()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var waiting = await StartAsync("waiting", [(HostPort.From(nobody.LocalEndpoint))]);
        var node = await StartAsync("joiner", [HostPort.Parse(waiting.Node)]);
        await node.Log.LineWithAsync($"not let in by seed {waiting.Node}: it has not joined a mesh itself");
    }

    [Fact]
    public async Task A_seed_that_is_no_node_is_named()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var node = await StartAsync("joiner", [HostPort.From(server.LocalEndpoint)]);
        (await server.AcceptTcpClientAsync()).Close();
        await node.Log.LineWithAsync($"not let in by seed {server.LocalEndpoint}: ");
    }

    // Akka's transport shuts its actor system down when such a handshake fails.
    [Fact]
    public async Task A_peer_that_fails_the_TLS_handshake_ends_no_node()
    {
        using var peer = new TcpListener(IPAddress.Loopback, 0);
        peer.Start();
        using var directory = new TemporaryDirectory();
        using var authority = new Certificates(directory.Path, "authority");
        var node = await StartAsync(
            "good",
            [],
            $$"""
            akka.remote.dot-netty.tcp {
              enable-ssl = true
              ssl { suppress-validation = true, certificate { path = "{{authority.Issue("good")}}", password = "" } }
            }
            """);
        var address = node.Address.WithPort(((IPEndPoint)peer.LocalEndpoint).Port);

        // Akka does not connect again within five seconds of a failure, and one whose end it sees too early has no reason.
        var again = node.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            TimeSpan.Zero,
            TimeSpan.FromSeconds(1),
            node.System.ActorSelection(new RootActorPath(address) / "user"),
            "hello",
            ActorRefs.NoSender);
        using var stopped = new CancellationTokenSource();
        var answering = AnswerInPlainTextAsync(peer, stopped.Token);
        await node.Log.LineWithAsync($"no connection to {peer.LocalEndpoint}: the TLS handshake failed");
        again.Cancel();
        Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason);
        Assert.True(node.View.Matrix.IsHealthy);
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    private static async Task AnswerInPlainTextAsync(TcpListener peer, CancellationToken stopped)
    {
        while (true)
        {
            using var client = await peer.AcceptTcpClientAsync(stopped);
            try
            {
                await client.GetStream().WriteAsync("this is no TLS"u8.ToArray(), stopped);
                await client.GetStream().CopyToAsync(Stream.Null, stopped); // an end of ours could come before the handshake has begun
            }
            catch (IOException)
            {
                // A reset is an end too.
            }
        }
    }

    private static bool HasIPv6Loopback()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
