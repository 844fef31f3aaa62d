using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EchoActors.Server;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>What the admin address says of a node, and how it begins and ends.</summary>
public sealed class EndpointScenarios
{
    private static readonly string[] ReadyChecks = ["actor-system", "bound", "not-draining", "below-connection-cap", "faults", "member-up"];

    [Fact]
    public async Task A_serving_node_is_live_and_ready_and_names_each_check()
    {
        await using var node = await ServerNode.StartAsync();

        var live = await node.GetJsonAsync("/health/live", HttpStatusCode.OK);
        var ready = await node.GetJsonAsync("/health/ready", HttpStatusCode.OK);

        Assert.Equal("healthy", live.GetProperty("checks").GetProperty("actor-system").GetProperty("status").GetString());
        Assert.Equal(ReadyChecks, ready.GetProperty("checks").EnumerateObject().Select(check => check.Name));
    }

    [Fact]
    public async Task A_draining_node_is_live_and_not_ready()
    {
        await using var node = await ServerNode.StartAsync();
        using var client = await node.ConnectAsync();

        node.Server.Tell(EchoServer.Drain.Instance, Akka.Actor.ActorRefs.NoSender);

        await node.GetJsonAsync("/health/live", HttpStatusCode.OK);
        var ready = await node.GetJsonAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("unhealthy", ready.GetProperty("checks").GetProperty("not-draining").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_stop_turns_the_node_unready_before_a_client_is_refused_and_the_address_answers_to_the_end()
    {
        await using var node = await ServerNode.StartAsync(server: new EchoServerOptions { DrainTimeout = TimeSpan.FromSeconds(3) });
        using var client = await node.ConnectAsync();
        var unreadyBeforeRefusal = new TaskCompletionSource<bool>();
        Akka.Actor.CoordinatedShutdown.Get(node.System).AddTask(
            Akka.Actor.CoordinatedShutdown.PhaseServiceUnbind, "look-from-inside", async () =>
            {
                // This phase is where the server is told to turn clients away: by now the node must be unready.
                using var response = await node.Http.GetAsync("/health/ready");
                unreadyBeforeRefusal.SetResult(response.StatusCode == HttpStatusCode.ServiceUnavailable);
                return Akka.Done.Instance;
            });

        var stopping = node.StopAsync();

        Assert.True(await unreadyBeforeRefusal.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        client.Close();
        await stopping;
    }

    [Fact]
    public async Task A_full_node_is_not_ready()
    {
        await using var node = await ServerNode.StartAsync(server: new EchoServerOptions { MaxConnections = 1 });
        using var client = await node.ConnectAsync();
        await EchoAsync(client, "hello");

        var ready = await node.GetJsonAsync("/health/ready", HttpStatusCode.ServiceUnavailable);

        Assert.Contains(
            "1 of 1", ready.GetProperty("checks").GetProperty("below-connection-cap").GetProperty("description").GetString());
    }

    [Fact]
    public async Task A_node_whose_actor_system_has_stopped_is_not_live()
    {
        await using var node = await ServerNode.StartAsync();

        await node.System.Terminate();

        await node.GetJsonAsync("/health/live", HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Metrics_tell_of_connections_bytes_latency_refusals_the_dispatcher_and_the_runtime()
    {
        await using var node = await ServerNode.StartAsync();
        using var client = await node.ConnectAsync();
        await EchoAsync(client, "hello");

        Assert.EndsWith(" 1", await node.MetricAsync("echo_server_connections_open{", "otel_scope_echo_server="));
        Assert.EndsWith(" 5", await node.MetricAsync("echo_server_network_io_bytes_total{", "network_io_direction=\"receive\""));
        Assert.EndsWith(" 1", await node.MetricAsync("echo_server_echo_duration_seconds_count{"));
        Assert.EndsWith(" 1", await node.MetricAsync("echo_server_echoes_total{"));
        Assert.EndsWith(" 0", await node.MetricAsync("echo_server_connections_refused_total{", "reason=\"connection_limit\""));
        Assert.EndsWith(" 0", await node.MetricAsync("echo_server_unacknowledged_bytes{"));
        var metrics = await node.Http.GetStringAsync("/metrics");
        Assert.Contains("echo_dispatcher_queue_length", metrics);
        Assert.Contains("dotnet_gc_collections_total", metrics);
    }

    [Fact]
    public async Task Latency_is_taken_of_the_first_chunk_of_a_connection_and_every_64th_after_it()
    {
        await using var node = await ServerNode.StartAsync();
        using var client = await node.ConnectAsync();
        for (var chunk = 1; chunk <= 129; chunk++)
        {
            await EchoAsync(client, "hello");
        }

        Assert.EndsWith(" 3", await node.MetricAsync("echo_server_echo_duration_seconds_count{"));
    }

    [Fact]
    public async Task The_api_tells_status_and_pages_connections()
    {
        await using var node = await ServerNode.StartAsync();
        using var first = await node.ConnectAsync();
        await EchoAsync(first, "hello");
        using var second = await node.ConnectAsync();
        await EchoAsync(second, "hello");

        var server = (await node.GetJsonAsync("/api/v1/status", HttpStatusCode.OK)).GetProperty("servers")[0];
        var page = await node.GetJsonAsync("/api/v1/connections?page=2&pageSize=1&sort=oldest", HttpStatusCode.OK);

        Assert.Equal("serving", server.GetProperty("phase").GetString());
        Assert.Equal(2, server.GetProperty("connections").GetProperty("open").GetInt32());
        Assert.Equal(2, page.GetProperty("total").GetInt32());
        Assert.Equal(HostPort.From(second.Client.LocalEndPoint!).ToString(), page.GetProperty("items")[0].GetProperty("peer").GetString());
    }

    [Fact]
    public async Task An_address_that_is_not_loopback_is_served_and_warned_of()
    {
        await using var node = await ServerNode.StartAsync(ServerNode.AnyPort with { Listen = new HostPort("0.0.0.0", 0) });

        Assert.Contains(node.Logs.Lines, line => line.Level == Microsoft.Extensions.Logging.LogLevel.Warning && line.Text.Contains("is not loopback"));
    }

    [Fact]
    public async Task A_start_on_loopback_logs_the_address_and_no_complaint()
    {
        await using var node = await ServerNode.StartAsync();

        Assert.Contains(node.Logs.Lines, line => line.Text.Contains($"admin on {node.Admin}"));
        Assert.DoesNotContain(node.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task An_address_in_use_ends_the_start_with_one_sentence()
    {
        await using var node = await ServerNode.StartAsync();
        var taken = ServerNode.AnyPort with { Listen = new HostPort("127.0.0.1", node.Admin.Port) };

        var failure = await Assert.ThrowsAsync<Hosting.AdminBindException>(() => ServerNode.StartAsync(taken));

        Assert.EndsWith("can't be bound: it is in use.", failure.Message);
    }

    private static async Task EchoAsync(TcpClient client, string text)
    {
        var sent = Encoding.UTF8.GetBytes(text);
        await client.GetStream().WriteAsync(sent);
        await client.GetStream().ReadExactlyAsync(new byte[sent.Length]);
    }
}
