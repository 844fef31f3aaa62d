using Akka.Configuration;
using EchoActors.Client;
using EchoActors.Server;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Configuration;

/// <summary>The files in <c>hocon/</c>, as they are.</summary>
public sealed class DeployableConfigurationTests
{
    [Fact]
    public void The_server_file_is_read_and_deviates_as_it_says()
    {
        var options = EchoServerOptions.FromConfig(Read("echo-server.conf"));

        SameOptions.Assert(
            new EchoServerOptions
            {
                Listen = [new HostPort("::", 3000)],
                MaxConnectionsPerAddress = 1024,
                IdleTimeout = TimeSpan.FromHours(1),
                SendTimeout = TimeSpan.FromSeconds(30),
                DrainTimeout = TimeSpan.FromSeconds(20),
            },
            options);
    }

    [Fact]
    public void The_file_for_many_connections_is_read_and_deviates_as_it_says() => SameOptions.Assert(
        new EchoServerOptions
        {
            Transport = EchoTransport.Direct,
            MaxConnections = 200_000,
            Backlog = 65_535,
            EchoWindow = 16 * 1024,
        },
        EchoServerOptions.FromConfig(Read("many-connections.conf")));

    [Fact]
    public void The_file_for_long_paths_is_read_and_deviates_as_it_says() => SameOptions.Assert(
        new EchoServerOptions
        {
            SendBuffer = 4 * 1024 * 1024,
            ReceiveBuffer = 4 * 1024 * 1024,
            NotSentLowWatermark = 1024 * 1024,
            EchoWindow = 1024 * 1024,
        },
        EchoServerOptions.FromConfig(Read("long-paths.conf")));

    [Fact]
    public void The_client_file_is_read_and_deviates_as_it_says() => Assert.Equivalent(
        new EchoClientOptions
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            AnswerTimeout = TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromSeconds(30),
            Window = 32 * 1024 * 1024,
        },
        EchoClientOptions.FromConfig(Read("echo-client.conf")),
        strict: true);

    private static Config Read(string file) =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", file)));
}
