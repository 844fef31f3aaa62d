using System.CommandLine;
using System.Net.Sockets;
using EchoActors.Probing.Ping;

namespace EchoActors.Cli;

/// <summary><c>echoactors ping</c>: its words. What they mean is <see cref="PingRunner"/>'s.</summary>
internal static class PingCommand
{
    private const int LargestProbe = 16 * 1024 * 1024;

    private static readonly Argument<HostPort> Target = CliOptions.Target("HOST:PORT", "The echo server.");

    private static readonly Option<long?> Count = CliOptions.Count("-c", "How many probes. Left out: until ctrl-c.");

    private static readonly Option<TimeSpan?> Interval = CliOptions.Duration("-i", "From one probe to the next. Default 1s.");

    private static readonly Option<TimeSpan?> Timeout = CliOptions.Duration("-W", "How long to wait for a connection, and for an echo. Default 3s.");

    private static readonly Option<BenchOptionParsers.SizeRange?> Size = BenchOptionParsers.Size("-s", "Bytes in a probe. Default 64.", LargestProbe);

    private static readonly Option<bool> Reconnect = new("--reconnect") { Description = "Open a connection for each probe." };

    private static readonly Option<bool> IPv4 = new("-4") { Description = "Use IPv4 addresses only." };

    private static readonly Option<bool> IPv6 = new("-6") { Description = "Use IPv6 addresses only." };

    private static readonly Option<OutputFormat> Output = CliOptions.Choice(
        "-o", "How to write the result.", ("text", OutputFormat.Text), ("json", OutputFormat.Json));

    public static Command Create()
    {
        var command = new Command("ping", "Probe an echo server: does it answer, how fast, how evenly?")
        {
            Target, Count, Interval, Timeout, Size, Reconnect, IPv4, IPv6, Output,
        };
        command.SetAction(async (parsed, _) => await new PingRunner(Options(parsed), parsed.GetValue(Output)).RunAsync());
        return command;
    }

    private static PingOptions Options(ParseResult parsed)
    {
        var size = parsed.GetValue(Size);
        if (size is not null && size.Least != size.Most)
        {
            throw new UsageException("-s is one size for ping, not a range.");
        }

        var defaults = new PingOptions { Target = parsed.GetRequiredValue(Target) };
        return defaults with
        {
            Count = parsed.GetValue(Count) is 0 ? throw new UsageException("-c is 0: it must be at least 1.") : parsed.GetValue(Count),
            Interval = CliOptions.AtLeastOneMillisecond(parsed, Interval) ?? defaults.Interval,
            Timeout = CliOptions.AtLeastOneMillisecond(parsed, Timeout) ?? defaults.Timeout,
            Size = size?.Most ?? defaults.Size,
            Reconnect = parsed.GetValue(Reconnect),
            AddressFamily = (parsed.GetValue(IPv4), parsed.GetValue(IPv6)) switch
            {
                (true, true) => throw new UsageException("give -4 or -6, not both."),
                (true, false) => AddressFamily.InterNetwork,
                (false, true) => AddressFamily.InterNetworkV6,
                _ => defaults.AddressFamily,
            },
        };
    }
}
