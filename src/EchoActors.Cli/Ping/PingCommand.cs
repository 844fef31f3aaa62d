using System.CommandLine;
using EchoActors.Configuration;
using EchoActors.Probing.Ping;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary><c>echoactors ping</c>: its options. <see cref="PingRunner"/> runs it.</summary>
internal static class PingCommand
{
    private static readonly Argument<Endpoint> Target = CliOptions.Target("ENDPOINT", "The echo server.");

    private static readonly Option<long?> Count =
        CliOptions.Value(PingSettings.Count with { Name = "--count" }, "How many probes. Left out: until ctrl-c.", "N").WithAlias("-c");

    private static readonly Option<TimeSpan?> Interval =
        CliOptions.Duration(PingSettings.Interval with { Name = "--interval" }, "From one probe to the next. Default 1s.").WithAlias("-i");

    private static readonly Option<TimeSpan?> Timeout =
        CliOptions.Duration(PingSettings.Timeout with { Name = "--timeout" }, "How long to wait for a connection, and for an echo. Default 3s.").WithAlias("-W");

    private static readonly Option<int?> Size =
        CliOptions.Value(PingSettings.Size with { Name = "--size" }, "Bytes in a probe. Default 64.", "SIZE").WithAlias("-s");

    private static readonly Option<bool> Reconnect = new("--reconnect") { Description = "Open a connection for each probe." };

    private static readonly Option<int?> Flows = CliOptions.Count(
        Setting.Count("--flows", 1, 1024), "Probe over N connections at once, which differ in their source port, and compare them; --count is then 10. Left out: one connection.");

    private static readonly Option<EchoTransport?> Transport = TransportOption.Create("Default akka-io.");

    private static readonly Option<OutputFormat> Output = CliOptions.Choice(
        "--output", "How to write the result. Default text.", ("text", OutputFormat.Text), ("json", OutputFormat.Json)).WithAlias("-o");

    public static Command Create()
    {
        var command = new CliCommand(
            "ping",
            "Probe an echo server: does it answer, how fast, how evenly?",
            "echoactors ping 127.0.0.1:3000 -c 4 -i 200ms",
            "echoactors ping 127.0.0.1:3000 --flows 8 --count 2 --output json")
        {
            Target, Count, Interval, Timeout, Size, Reconnect, Flows, AddressFamilyOptions.IPv4, AddressFamilyOptions.IPv6, Transport, Output,
        };
        ClientTlsOptions.AddTo(command);
        command.Options.Add(ProxyHeaderOption.Instance);
        command.SetAction(async (parsed, _) => parsed.GetValue(Flows) is { } flows
            ? await new PingFlowsRunner(Options(parsed), flows, parsed.GetValue(Output)).RunAsync()
            : await new PingRunner(Options(parsed), parsed.GetValue(Output)).RunAsync());
        return command;
    }

    private static PingOptions Options(ParseResult parsed)
    {
        var defaults = new PingOptions { Target = parsed.GetRequiredValue(Target) };
        return defaults with
        {
            Count = parsed.GetValue(Count),
            Interval = parsed.GetValue(Interval) ?? defaults.Interval,
            Timeout = parsed.GetValue(Timeout) ?? defaults.Timeout,
            Size = parsed.GetValue(Size) ?? defaults.Size,
            Reconnect = parsed.GetValue(Reconnect),
            Transport = parsed.GetValue(Transport) ?? defaults.Transport,
            AddressFamily = AddressFamilyOptions.Of(parsed, defaults.Target),
            Tls = ClientTlsOptions.Of(parsed, defaults.Target),
            ProxyHeader = parsed.GetValue(ProxyHeaderOption.Instance),
        };
    }
}
