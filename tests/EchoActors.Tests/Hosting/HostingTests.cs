using System.Diagnostics.Metrics;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using EchoActors.Client;
using EchoActors.Filters.Tls;
using EchoActors.Hosting;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace EchoActors.Tests.Hosting;

/// <summary>The server and clients in a host's actor system, as <c>echoactors server</c> and others use them.</summary>
public sealed class HostingTests
{
    private const string OnAnyPort = "echoactors.server.listen = [\"127.0.0.1:0\"]";

    [Fact]
    public async Task A_host_that_has_started_is_bound_and_serves_its_own_client()
    {
        using var host = Host(akka => akka.AddHocon(OnAnyPort, HoconAddMode.Prepend).WithEchoServer().WithEchoClient());
        await host.StartAsync();
        var address = (await BoundAsync(host)).Addresses[0];

        var clients = await host.Services.GetRequiredService<IRequiredActor<EchoClientManager>>().GetAsync();
        var inbox = Inbox.Create(host.Services.GetRequiredService<ActorSystem>());
        clients.Tell(new EchoClientManager.Connect(address), inbox.Receiver);
        Assert.IsType<EchoClient.Connected>(inbox.Receive(Deadline.Limit));

        await host.StopAsync();
    }

    [Fact]
    public async Task A_warm_up_serves_on_a_system_of_its_own()
    {
        using var host = ActorSystem.Create("host", ConfigurationFactory.ParseString("akka.loglevel = OFF"));
        var statistics = new EchoServerStatistics("warm-up");

        await EchoServerWarmUp.EchoAsync(host, new EchoServerOptions { MaxConnectionsPerAddress = 1 }, statistics);

        Assert.Equal(3, statistics.Accepted); // the end of the last may meet that of its system
        Assert.Equal((3 * 20 * 64, 3 * 20 * 64, 0), statistics.Bytes());
    }

    [Fact]
    public async Task A_warm_up_makes_handshakes_where_there_is_a_TLS_listener()
    {
        using var host = ActorSystem.Create("host", ConfigurationFactory.ParseString("akka.loglevel = OFF"));
        using var certificates = new TestCertificates();
        var statistics = new EchoServerStatistics("warm-up");
        var tls = new TlsServerOptions { Certificates = [certificates.Issue()], ClientCa = certificates.Authority };
        var listener = new EchoListenerOptions(Endpoint.Tls(new HostPort("127.0.0.1", 0))) { Tls = tls };

        await EchoServerWarmUp.EchoAsync(host, new EchoServerOptions { Listen = [listener] }, statistics);

        Assert.Equal(6, statistics.Accepted);
        Assert.Equal((6 * 20 * 64, 6 * 20 * 64, 0), statistics.Bytes());
    }

    [Fact]
    public async Task A_host_that_stops_drains_its_clients_first()
    {
        var statistics = new EchoServerStatistics("hosted");
        using var host = Host(akka => akka.AddHocon(OnAnyPort, HoconAddMode.Prepend).WithEchoServer(statistics: statistics));
        await host.StartAsync();
        var address = (await BoundAsync(host)).Addresses[0];
        using var client = await RawClient.ConnectAsync(new(System.Net.IPAddress.Loopback, address.Port));
        await client.SendAsync("owed"u8.ToArray());
        Assert.Equal("owed", Encoding.ASCII.GetString(await client.ReceiveAsync(4)));

        var stopping = host.StopAsync();
        Assert.Empty(await client.ReceiveToEndAsync());
        client.Dispose();
        await stopping;

        Assert.Equal(1, statistics.Ended(ConnectionEnd.Drained));
    }

    [Fact]
    public async Task A_host_that_can_not_bind_starts_without_an_exception_and_then_ends_with_exit_code_1()
    {
        using var host = Host(akka => akka.WithEchoServer(new EchoServerOptions { Listen = [new HostPort("192.0.2.1", 0)] }));
        try
        {
            await host.StartAsync();
            await host.WaitForShutdownAsync().WaitAsync(Deadline.Limit);

            Assert.Equal(EchoServerHosting.BindFailedReason.Instance.ExitCode, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task A_host_whose_server_stops_ends_with_exit_code_1()
    {
        using var host = Host(akka => akka.AddHocon(OnAnyPort, HoconAddMode.Prepend).WithEchoServer());
        try
        {
            await host.StartAsync();
            var server = await host.Services.GetRequiredService<IRequiredActor<EchoServer>>().GetAsync();

            host.Services.GetRequiredService<ActorSystem>().Stop(server);
            await host.WaitForShutdownAsync().WaitAsync(Deadline.Limit);

            Assert.Equal(EchoServerHosting.ServerStoppedReason.Instance.ExitCode, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task The_shutdown_phase_that_drains_is_as_long_as_the_drain()
    {
        using var host = Host(akka => akka.WithEchoServer(new EchoServerOptions
        {
            Listen = [new HostPort("127.0.0.1", 0)],
            DrainTimeout = TimeSpan.FromSeconds(45),
        }));
        await host.StartAsync();

        var shutdown = CoordinatedShutdown.Get(host.Services.GetRequiredService<ActorSystem>());

        Assert.True(shutdown.Timeout(CoordinatedShutdown.PhaseServiceRequestsDone) > TimeSpan.FromSeconds(45));
        await host.StopAsync();
    }

    [Fact]
    public async Task The_instruments_say_what_the_server_does()
    {
        var name = Guid.NewGuid().ToString();
        var measured = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, owner) =>
        {
            if (instrument.Meter.Tags?.Any(tag => Equals(tag.Value, name)) == true)
            {
                owner.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured[Key(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => measured[Key(instrument, tags)] = value);
        listener.Start();
        var statistics = new EchoServerStatistics(name);
        using var host = Host(akka => akka.AddHocon(OnAnyPort, HoconAddMode.Prepend).WithEchoServer(statistics: statistics));
        await host.StartAsync();
        var address = (await BoundAsync(host)).Addresses[0];
        using var client = await RawClient.ConnectAsync(new(System.Net.IPAddress.Loopback, address.Port));
        await client.SendAsync("12345"u8.ToArray());
        await client.ReceiveAsync(5);
        await Deadline.UntilAsync(() => statistics.Bytes().Sent == 5);

        listener.RecordObservableInstruments();

        Assert.Equal(1, measured["echo.server.connections.open"]);
        Assert.Equal(1, measured["echo.server.connections.accepted"]);
        Assert.Equal(0, measured["echo.server.connections.refused connection_limit"]);
        Assert.Equal(0, measured["echo.server.connections.closed peer_closed"]);
        Assert.Equal(5, measured["echo.server.network.io receive"]);
        Assert.Equal(5, measured["echo.server.network.io transmit"]);
        Assert.Equal(0, measured["echo.server.unacknowledged"]);
        client.Dispose();
        await host.StopAsync();

        static string Key(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
    }

    private static IHost Host(Action<AkkaConfigurationBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddAkka("hosted", akka =>
        {
            akka.AddHocon("akka { loglevel = OFF, stdout-loglevel = OFF }", HoconAddMode.Prepend);
            configure(akka);
        });
        return builder.Build();
    }

    private static async Task<EchoServer.Bound> BoundAsync(IHost host)
    {
        var server = await host.Services.GetRequiredService<IRequiredActor<EchoServer>>().GetAsync();
        return await server.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, Deadline.Limit);
    }
}
