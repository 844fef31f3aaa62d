using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using EchoActors.Admin.Health;
using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Transport;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>A node is alive while an echo comes back, and only then.</summary>
public sealed class EchoCheckTests
{
    [Theory]
    [InlineData(EchoTransport.AkkaIo)]
    [InlineData(EchoTransport.Direct)]
    public async Task A_full_server_is_alive_and_the_look_at_it_counts_nowhere(EchoTransport transport)
    {
        await using var node = await ServerNode.StartAsync(server: new EchoServerOptions { MaxConnections = 1, Transport = transport });
        using var client = await node.ConnectAsync();
        await client.GetStream().WriteAsync("x"u8.ToArray());
        await client.GetStream().ReadExactlyAsync(new byte[1]);

        var live = await node.GetJsonAsync("/health/live", HttpStatusCode.OK);

        Assert.Equal("healthy", live.GetProperty("checks").GetProperty("echo").GetProperty("status").GetString());
        Assert.EndsWith(" 1", await node.MetricAsync("echo_server_connections_accepted_total"));
        Assert.EndsWith(" 0", await node.MetricAsync("echo_server_connections_refused_total", "connection_limit"));
    }

    [Fact]
    public async Task A_server_whose_clients_need_certificates_is_alive()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new CertificateRequest("CN=clients", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, authority.ExportCertificatePem());
        var tls = new TlsServerOptions { SelfSigned = true, ClientCa = file };
        await using var node = await ServerNode.StartAsync(
            listen: new EchoListenerOptions(Endpoint.Tls(new HostPort("127.0.0.1", 0))) { Tls = tls });

        var live = await node.GetJsonAsync("/health/live", HttpStatusCode.OK);

        File.Delete(file);
        Assert.Equal("healthy", live.GetProperty("checks").GetProperty("echo").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_server_that_accepts_and_gives_nothing_back_is_not_alive()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = HostPort.Parse(silent.LocalEndpoint.ToString()!);
        using var system = ActorSystem.Create("silent");
        var status = new EchoServer.Status(EchoServer.Phase.Serving, [address], 1, new EchoServerStatistics("silent"));
        var server = system.ActorOf(Props.Create(() => new Answering(status)));
        var nodes = new AdminNodes();
        nodes.Add(new AdminNode("silent", system, server));
        var check = new EchoCheck(nodes, new AdminOptions { AnswerTimeout = TimeSpan.FromMilliseconds(200) });

        var result = await check.CheckHealthAsync(new HealthCheckContext());

        Assert.Equal((HealthStatus.Unhealthy, $"silent: {address}: no echo within 200 ms"), (result.Status, result.Description));
    }

    // A server whose actors still answer.
    private sealed class Answering(EchoServer.Status status) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(status);
    }
}
