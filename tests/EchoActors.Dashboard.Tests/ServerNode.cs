using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using EchoActors.Dashboard.Hosting;
using EchoActors.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EchoActors.Dashboard.Tests;

/// <summary>A host with one echo server and its admin address, both on ports of the system's choosing.</summary>
internal sealed class ServerNode : IAsyncDisposable
{
    private readonly IHost _host;

    private ServerNode(IHost host, RecordingLogs logs)
    {
        _host = host;
        Logs = logs;
        Admin = host.Services.GetServices<IHostedService>().OfType<AdminService>().Single().Address!;
        Http = new HttpClient { BaseAddress = Admin };
    }

    public Uri Admin { get; }

    public HttpClient Http { get; }

    public RecordingLogs Logs { get; }

    public HostPort Echo { get; private set; } = null!;

    public IActorRef Server => _host.Services.GetRequiredService<IRequiredActor<EchoServer>>().ActorRef;

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    public static async Task<ServerNode> StartAsync(AdminOptions? options = null, EchoServerOptions? server = null)
    {
        var logs = new RecordingLogs();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(logs);
        var nodes = new AdminNodes();
        builder.Services.AddAdmin(options ?? AnyPort, nodes);
        builder.Services.AddAkka("echo", akka => akka
            .ConfigureLoggers(loggers => loggers.ClearLoggers())
            .WithEchoServer((server ?? new EchoServerOptions()) with { Listen = [new HostPort("127.0.0.1", 0)] })
            .WithAdmin(nodes));
        var host = builder.Build();
        await host.StartAsync();
        var node = new ServerNode(host, logs);
        var bound = await node.Server.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, TimeSpan.FromSeconds(5));
        node.Echo = bound.Addresses[0];
        return node;
    }

    public static AdminOptions AnyPort { get; } =
        new() { Listen = new HostPort("127.0.0.1", 0), SampleInterval = TimeSpan.FromMilliseconds(200) };

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, Echo.Port);
        return client;
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}
