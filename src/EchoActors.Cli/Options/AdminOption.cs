using System.CommandLine;
using EchoActors.Admin;

namespace EchoActors.Cli;

/// <summary><c>--admin</c> of the commands that serve: HOST:PORT, or off.</summary>
internal static class AdminOption
{
    private const string Off = "off";

    public static Option<string?> Create(string description) => new("--admin")
    {
        Description = description,
        HelpName = "HOST:PORT|off",
    };

    /// <summary><c>--probe-allow</c>; may be given several times.</summary>
    public static Option<string[]> ProbeAllow() => new("--probe-allow")
    {
        Description = "Let /probe of the admin address ask for echoes from this network and its ports; may be given several times. Left out: there is no /probe.",
        HelpName = "CIDR:PORTS",
    };

    /// <summary>The options with what the flag allows; without the flag, what the configuration does.</summary>
    public static AdminOptions Override(this Option<string[]> option, ParseResult parsed, AdminOptions options) =>
        parsed.GetValue(option) is { Length: > 0 } allowed ? options with { ProbeAllow = allowed } : options;

    /// <summary>The options with the address that the flag names; without the flag, that of the configuration, else the default.</summary>
    public static AdminOptions Override(this Option<string?> option, ParseResult parsed, AdminOptions options, HostPort? otherwise = null) =>
        parsed.GetValue(option) switch
        {
            null => options with { Listen = options.Listen ?? otherwise },
            var text when text.Equals(Off, StringComparison.OrdinalIgnoreCase) => options with { Listen = null },
            var text when HostPort.TryParse(text, out var address, out _) => options with { Listen = address },
            var text => throw new UsageException($"--admin is '{text}': it must be HOST:PORT or off."),
        };
}
