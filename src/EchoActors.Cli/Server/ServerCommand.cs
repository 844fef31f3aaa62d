using System.CommandLine;
using EchoActors.Admin;
using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary><c>echoactors server</c>: its options. <see cref="ServerHost"/> runs it.</summary>
internal static class ServerCommand
{
    private static readonly Option<Endpoint[]> Listen = CliOptions.Endpoints(
        "--listen", "Where to listen: HOST:PORT or tls://HOST:PORT; may be given several times. [::] serves IPv4 too; port 0 takes a free one. Default 0.0.0.0:3000.");

    private static readonly Option<int?> MaxConnections =
        CliOptions.Count(EchoServerSettings.MaxConnections with { Name = "--max-connections" }, "How many clients at once. Default 16384, or as many as descriptors and memory allow.");

    private static readonly Option<int?> MaxConnectionsPerAddress = CliOptions.Count(
        EchoServerSettings.MaxConnectionsPerAddress with { Name = "--max-connections-per-ip" },
        "How many clients at once from one address. Left out: as many as in all.");

    private static readonly Option<TimeSpan?> IdleTimeout =
        CliOptions.Duration(EchoServerSettings.IdleTimeout with { Name = "--idle-timeout" }, "Close a client that is silent for this long. Left out: never.");

    private static readonly Option<TimeSpan?> DrainTimeout = CliOptions.Duration(
        EchoServerSettings.DrainTimeout with { Name = "--drain-timeout" },
        "How long a graceful stop waits for clients to read their outstanding echoes. Default 10s.");

    private static readonly Option<EchoTransport?> Transport = TransportOption.Create("Default akka-io.");

    private static readonly Option<string?> Admin =
        AdminOption.Create("Where to show health, metrics and a live page; or off. Default off.");

    private static readonly Option<string?> TokenFile = AdminTokenOption.Create(
        "The file with the token that changes faults at the admin address. Left out: nothing can be changed.");

    private static readonly Option<string[]> ProbeAllow = AdminOption.ProbeAllow();

    private static readonly Option<string[]> ConfigurationFile = CliOptions.ConfigurationFiles();

    private static readonly Option<LogFormat> Format =
        CliOptions.Choice("--log-format", "How log lines look. Default text.", ("text", LogFormat.Text), ("json", LogFormat.Json));

    private static readonly Option<bool> Verbose =
        CliOptions.Verbose("Log each chunk received and sent; twice (-vv): also each socket call.");

    public static Command Create()
    {
        var command = new CliCommand(
            "server",
            "Echo every byte to every client until told to stop (ctrl-c, SIGTERM).",
            "echoactors server",
            "echoactors server --listen tls://127.0.0.1:3443 --tls self-signed",
            "echoactors server --fault 'delay=20ms:50%,reset=@10KiB:1%'",
            "echoactors server --admin 127.0.0.1:8080")
        {
            Listen, MaxConnections, MaxConnectionsPerAddress, IdleTimeout, DrainTimeout, Transport, Admin, ProbeAllow, ConfigurationFile, Format, Verbose,
        };
        ServerTlsOptions.AddTo(command);
        ServerFilterOptions.AddTo(command);
        command.Options.Add(TokenFile);
        command.SetAction((parsed, _) =>
        {
            var files = parsed.GetValue(ConfigurationFile) ?? [];
            var configuration = ConfigurationFiles.Read(files);
            var options = Override(EchoServerOptions.Read(configuration), parsed).Checked();
            Certificates.Check(options.Listen);
            var configured = ProbeAllow.Override(parsed, AdminOptions.FromConfig(configuration));
            var admin = Admin.Override(parsed, configured with { TokenFile = parsed.GetValue(TokenFile) ?? configured.TokenFile }).Checked();
            return ServerHost.RunAsync(configuration, options, admin, parsed.GetValue(Format), parsed.Verbosity(Verbose), files.Length == 0 ? null : Reload);

            EchoServerOptions Reload() => Override(EchoServerOptions.Read(ConfigurationFiles.Read(files)), parsed).Checked();
        });
        return command;
    }

    private static EchoServerOptions Override(EchoServerOptions options, ParseResult parsed) => options with
    {
        Listen = ServerFilterOptions.Override(parsed, ServerTlsOptions.Override(
            parsed, parsed.GetValue(Listen) is { Length: > 0 } listen ? [.. listen.Select(address => new EchoListenerOptions(address))] : options.Listen)),
        MaxConnections = parsed.GetValue(MaxConnections) ?? options.MaxConnections,
        MaxConnectionsPerAddress = parsed.GetValue(MaxConnectionsPerAddress) ?? options.MaxConnectionsPerAddress,
        IdleTimeout = parsed.GetValue(IdleTimeout) ?? options.IdleTimeout,
        DrainTimeout = parsed.GetValue(DrainTimeout) ?? options.DrainTimeout,
        Transport = parsed.GetValue(Transport) ?? options.Transport,
        Transcript = options.Transcript || parsed.Verbosity(Verbose) > 0,
    };
}
