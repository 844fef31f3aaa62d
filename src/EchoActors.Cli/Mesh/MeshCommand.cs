using System.CommandLine;
using EchoActors.Admin;
using EchoActors.Configuration;
using EchoActors.Filters.Tls;
using EchoActors.Mesh;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary><c>echoactors mesh</c>: its options. <see cref="MeshHost"/> runs it.</summary>
internal static class MeshCommand
{
    private static readonly Option<Endpoint[]> Listen = CliOptions.Endpoints(
        "--listen", "Where the echo server listens; port 0 takes a free one. The others probe the first. Default 0.0.0.0:3000.");

    private static readonly Option<HostPort?> ClusterAddress =
        CliOptions.Address("--cluster", "Where remoting listens. Default 127.0.0.1:4053: no other host can join.");

    private static readonly Option<string?> PublicHost =
        CliOptions.Host("--public-host", "The host that others reach this node at. Default: the host of --cluster.");

    private static readonly Option<EchoTransport?> Transport = TransportOption.Create("Of the echo server and the probes. Default akka-io.");

    private static readonly Option<HostPort[]> Seed =
        CliOptions.Targets("--seed", "The --cluster address of a node to join by; may be given several times. Left out: start a mesh.");

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "What people call this node. Default: its cluster address.",
        HelpName = "NAME",
    };

    private static readonly Option<TimeSpan?> Interval =
        CliOptions.Duration(MeshSettings.Interval with { Name = "--interval" }, "How often each path is probed. Default 2s.");

    private static readonly Option<TimeSpan?> Timeout =
        CliOptions.Duration(MeshSettings.Timeout with { Name = "--timeout" }, "How long a connection or an answer may take. Default 500ms; at most half the interval.");

    private static readonly Option<int?> Size =
        CliOptions.Value(MeshSettings.Size with { Name = "--size" }, "How many bytes a probe sends. Default 64.", "BYTES");

    private static readonly Option<int?> Fanout =
        CliOptions.Count(MeshSettings.Fanout with { Name = "--fanout" }, "How many others each node probes. Default: all of them.");

    private static readonly Option<int?> Nodes =
        CliOptions.Count(Setting.Count("--nodes", 2, 100), "Run this many nodes in this process, on loopback and ports of their own choosing. Left out: one node.");

    private static readonly Option<string[]> ProbeAllow = AdminOption.ProbeAllow();

    private static readonly Option<string?> Admin = AdminOption.Create(
        "Where to show health, metrics, a live page, and what `mesh status` asks for; or off. Default 127.0.0.1:8080.");

    private static readonly Option<string[]> ConfigurationFile = CliOptions.ConfigurationFiles();

    private static readonly Option<LogFormat> Format =
        CliOptions.Choice("--log-format", "How log lines look. Default text.", ("text", LogFormat.Text), ("json", LogFormat.Json));

    private static readonly Option<bool> Verbose = CliOptions.Verbose("Log each socket call and each step of the cluster.");

    public static Command Create()
    {
        var command = new CliCommand(
            "mesh",
            "A cluster of echo servers that probe each other: which path is up, slow, losing or down.",
            "echoactors mesh --nodes 5 --admin 127.0.0.1:8080",
            "echoactors mesh --cluster 0.0.0.0:4053 --public-host echo-2.example --name echo-2 --seed echo-1.example:4053")
        {
            Listen, ClusterAddress, PublicHost, Seed, Name, Interval, Timeout, Size, Fanout, Nodes, Transport, Admin, ProbeAllow, ConfigurationFile,
            Format, Verbose, MeshStatusCommand.Create(), MeshForgetCommand.Create(),
        };
        ServerTlsOptions.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var files = ConfigurationFiles.Read(parsed.GetValue(ConfigurationFile) ?? []);
            var configuration = files.WithFallback(MeshConfiguration.Default);
            var server = EchoServerOptions.Read(configuration);
            var node = new MeshNodeSettings
            {
                Configuration = configuration,
                Server = (server with
                {
                    Transport = parsed.GetValue(Transport) ?? server.Transport,
                    Listen = ServerTlsOptions.Override(
                        parsed, parsed.GetValue(Listen) is { Length: > 0 } listen ? [.. listen.Select(address => new EchoListenerOptions(address))] : server.Listen),
                }).Checked(),
                Mesh = Override(MeshOptions.FromConfig(configuration), parsed),
                Cluster = parsed.GetValue(ClusterAddress),
                PublicHost = parsed.GetValue(PublicHost),
                Seeds = parsed.GetValue(Seed) ?? [],
            };
            Certificates.Check(node.Server.Listen);
            var host = new MeshHost(
                Several(parsed) is { } count ? MeshConfiguration.Several(node, count) : [MeshConfiguration.One(node)],
                Admin.Override(parsed, ProbeAllow.Override(parsed, AdminOptions.FromConfig(configuration)), MeshAdmin.Default).Checked(),
                parsed.GetValue(Format),
                parsed.Verbosity(Verbose) > 0);
            return host.RunAsync();
        });
        return command;
    }

    private static MeshOptions Override(MeshOptions options, ParseResult parsed)
    {
        try
        {
            return (options with
            {
                Name = parsed.GetValue(Name) ?? options.Name,
                PublicHost = parsed.GetValue(PublicHost) ?? options.PublicHost,
                Interval = parsed.GetValue(Interval) ?? options.Interval,
                Timeout = parsed.GetValue(Timeout) ?? options.Timeout,
                Size = parsed.GetValue(Size) ?? options.Size,
                Fanout = parsed.GetValue(Fanout) ?? options.Fanout,
                Transport = parsed.GetValue(Transport) ?? options.Transport,
            }).Checked();
        }
        catch (SettingsException e)
        {
            throw new UsageException(parsed.NamedByOptions(
                e.Message, ($"{MeshOptions.ConfigPath}.name", Name), (MeshSettings.Interval.Name, Interval), (MeshSettings.Timeout.Name, Timeout)));
        }
    }

    private static int? Several(ParseResult parsed)
    {
        if (parsed.GetValue(Nodes) is not { } nodes)
        {
            return null;
        }

        Option[] ofOne = [Listen, ClusterAddress, PublicHost, Seed, Name];
        return Array.Find(ofOne, option => parsed.GetResult(option) is not null) is { } wrong
            ? throw new UsageException($"{wrong.Name} is for one node: with --nodes each chooses its own.")
            : nodes;
    }
}
