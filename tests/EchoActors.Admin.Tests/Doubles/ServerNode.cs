using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Akka.Actor;
using Akka.Hosting;
using EchoActors.Admin.Hosting;
using EchoActors.Hosting;
using EchoActors.Mesh;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>A host with one echo server and its admin address, both on ports of the system's choosing.</summary>
internal sealed class ServerNode : IAsyncDisposable
{
    private static int _started;

    private readonly IHost _host;

    private ServerNode(IHost host, string name, RecordingLogs logs)
    {
        _host = host;
        Name = name;
        Logs = logs;
        Admin = host.Services.GetServices<IHostedService>().OfType<AdminService>().Single().Address!;
        Http = new HttpClient { BaseAddress = Admin };
    }

    /// <summary>What its instruments are told apart by: meters are the process's, and the other classes' nodes are in it too.</summary>
    public string Name { get; }

    public Uri Admin { get; }

    public HttpClient Http { get; }

    public RecordingLogs Logs { get; }

    public Endpoint Echo { get; private set; } = null!;

    public IActorRef Server => _host.Services.GetRequiredService<IRequiredActor<EchoServer>>().ActorRef;

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    public static async Task<ServerNode> StartAsync(
        AdminOptions? options = null, EchoServerOptions? server = null, IMeshView? mesh = null, EchoListenerOptions? listen = null)
    {
        var name = $"server-{Interlocked.Increment(ref _started)}";
        var logs = new RecordingLogs();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(logs);
        var nodes = new AdminNodes();
        builder.Services.AddAdmin(options ?? AnyPort, nodes);
        builder.Services.AddAkka("echo", akka => akka
            .ConfigureLoggers(loggers => loggers.ClearLoggers())
            .WithEchoServer(
                (server ?? new EchoServerOptions()) with { Listen = [listen ?? new HostPort("127.0.0.1", 0)] }, new EchoServerStatistics(name))
            .WithAdmin(nodes, mesh));
        var host = builder.Build();
        await host.StartAsync();
        var node = new ServerNode(host, name, logs);
        var bound = await node.Server.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, TimeSpan.FromSeconds(60));
        node.Echo = bound.Addresses[0];
        return node;
    }

    public static AdminOptions AnyPort { get; } =
        new() { Listen = new HostPort("127.0.0.1", 0), SampleInterval = TimeSpan.FromMilliseconds(500) };

    public async Task<TcpClient> ConnectAsync(string from = "127.0.0.1")
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0)) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, Echo.Port);
        return client;
    }

    /// <summary>The line of its metrics that has all of <paramref name="parts"/>.</summary>
    public async Task<string> MetricAsync(params string[] parts)
    {
        var lines = (await Http.GetStringAsync("/metrics")).Split('\n');
        return Assert.Single(lines, line => line.Contains($"\"{Name}\"") && Array.TrueForAll(parts, line.Contains));
    }

    /// <summary>The JSON that it answers, with the status that is expected.</summary>
    public async Task<JsonElement> GetJsonAsync(string path, HttpStatusCode expected)
    {
        using var response = await Http.GetAsync(path);
        Assert.Equal(expected, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}
