using System.CommandLine;
using EchoActors.Configuration;
using EchoActors.Probing.Load;
using EchoActors.Probing.Verdicts;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary><c>echoactors bench</c>: its options. <see cref="BenchOptionsBinder"/> reads them together, <see cref="BenchRunner"/> runs it.</summary>
internal static class BenchCommand
{
    public static readonly Argument<Endpoint> Target = CliOptions.Target("ENDPOINT", "The echo server.");

    public static readonly Option<int?> Connections =
        CliOptions.Count(LoadSettings.Connections with { Name = "--connections" }, "How many connections at once. Default 1.").WithAlias("-c");

    public static readonly Option<TimeSpan?> Duration = CliOptions.Duration(
        Setting.Duration("--duration"), "How long to measure; of --find-max, how long to try each rate. Default 10s, with --find-max 3s.").WithAlias("-d");

    public static readonly Option<long?> Count =
        CliOptions.Value(Setting.LongCount("--count", 1, 1L << 53), "How many messages to send, instead of --duration. Left out: as many as there is time for.", "N").WithAlias("-n");

    public static readonly Option<int?> Rate = CliOptions.Count(
        Setting.Count("--rate", 1, 100_000_000), "Open loop: messages per second over all connections, sent when due. Left out: closed loop.").WithAlias("-r");

    public static readonly Option<BenchOptionParsers.RampSpan?> Ramp =
        BenchOptionParsers.Ramp("--ramp", "Open loop: raise the rate in steps over DURATION; with --find-max until it breaks. Left out: one rate.");

    public static readonly Option<Threshold?> FindMax =
        BenchOptionParsers.Threshold("--find-max", "Open loop: find the highest rate at which EXPR holds, for example 'p99<5ms'. Left out: no search.");

    public static readonly Option<int?> Pipeline =
        CliOptions.Count(LoadSettings.Pipeline with { Name = "--pipeline" }, "Closed loop: outstanding messages on each connection. Default 1.");

    public static readonly Option<BenchOptionParsers.SizeRange?> Size =
        BenchOptionParsers.Size("--size", "Bytes in a message, or a range. Default 64.", BenchOptionsBinder.LargestMessage).WithAlias("-s");

    public static readonly Option<string?> File = new("--file", "-f")
    {
        Description = "Send the content of a file as each message. Left out: random bytes of --size.",
        HelpName = "FILE",
    };

    public static readonly Option<TimeSpan?> Warmup =
        CliOptions.Duration(LoadSettings.Warmup with { Name = "--warmup" }, "How long to run the load before anything counts. Default 0s.");

    public static readonly Option<int?> ConnectRate =
        CliOptions.Count(Setting.Count("--connect-rate", 1, 1_000_000), "Connections to open per second. Left out: as fast as they are established, 100 at once.");

    public static readonly Option<bool> Churn = new("--churn")
    {
        Description = "A connection for each message: connect, exchange, close by a reset, so that ports don't run out.",
    };

    public static readonly Option<double[]?> Percentiles =
        BenchOptionParsers.Percentiles("--percentiles", "Which percentiles to show. Default 50,90,99,99.9.").WithAlias("-p");

    public static readonly Option<OutputFormat> Output = CliOptions.Choice(
        "--output",
        "How to write the result. Default text.",
        ("text", OutputFormat.Text),
        ("json", OutputFormat.Json),
        ("csv", OutputFormat.Csv)).WithAlias("-o");

    public static readonly Option<string?> OutFile = new("--out")
    {
        Description = "Write the result to a file. Left out: to standard output.",
        HelpName = "FILE",
    };

    public static readonly Option<string?> HtmlFile = new("--html")
    {
        Description = "Write a report with charts, one page that opens anywhere. Left out: none.",
        HelpName = "FILE",
    };

    public static readonly Option<string?> HistogramFile = new("--hdr")
    {
        Description = "Write a standard HdrHistogram log of the latencies. Left out: none.",
        HelpName = "FILE",
    };

    public static readonly Option<Threshold[]> Thresholds = BenchOptionParsers.Thresholds(
        "--threshold", "A condition for exit code 0, for example 'p99<5ms', 'errors==0', 'rate>=10k'; may be given several times. Left out: none.");

    public static readonly Option<EchoTransport?> Transport = TransportOption.Create("Default direct.");

    public static readonly Option<bool> NoProgress = new("--no-progress") { Description = "Show no live progress on standard error." };

    public static Command Create()
    {
        var command = new CliCommand(
            "bench",
            "Load an echo server and measure rate and latency.",
            "echoactors bench 127.0.0.1:3000 -c 20 -d 2s",
            "echoactors bench 127.0.0.1:3000 --rate 2k --duration 2s --threshold errors==0",
            "echoactors bench 127.0.0.1:3000 --churn --count 500 --output json")
        {
            Target, Connections, Duration, Count, Rate, Ramp, FindMax, Pipeline, Size, File, Warmup, ConnectRate, Churn,
            Percentiles, Output, OutFile, HtmlFile, HistogramFile, Thresholds, Transport, NoProgress,
        };
        ClientTlsOptions.AddTo(command);
        command.Options.Add(ProxyHeaderOption.Instance);
        command.SetAction(async (parsed, _) =>
        {
            var load = BenchOptionsBinder.Options(parsed);
            return await new BenchRunner(load, BenchOptionsBinder.Reports(parsed)).RunAsync();
        });
        return command;
    }
}
