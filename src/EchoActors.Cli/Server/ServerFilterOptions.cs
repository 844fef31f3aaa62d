using System.CommandLine;
using EchoActors.Filters;

namespace EchoActors.Cli;

/// <summary>The options of <c>server</c> for clients behind a proxy and for faults, at every endpoint of the command.</summary>
internal static class ServerFilterOptions
{
    private static readonly Option<string?> ProxyHeaders = new("--proxy-protocol")
    {
        Description = "Whether connections begin with a PROXY protocol header (v1 or v2) that names the client. Default off.",
        HelpName = "off|optional|required",
    };

    private static readonly Option<string[]> TrustedProxies = new("--trusted-proxy")
    {
        Description = "A network whose PROXY headers are believed; may be given several times. Left out: this machine's loopback addresses.",
        HelpName = "CIDR",
    };

    private static readonly Option<string?> Faults = new("--fault")
    {
        Description = "Misbehave on purpose, for example 'delay=20ms:50%'. docs/endpoints.md lists the faults. Left out: none.",
        HelpName = "FAULTS",
    };

    public static void AddTo(Command command)
    {
        command.Options.Add(ProxyHeaders);
        command.Options.Add(TrustedProxies);
        command.Options.Add(Faults);
    }

    /// <summary>Gives each of <paramref name="listeners"/> what the options say.</summary>
    /// <exception cref="UsageException">A value is wrong.</exception>
    public static IReadOnlyList<EchoListenerOptions> Override(ParseResult parsed, IReadOnlyList<EchoListenerOptions> listeners)
    {
        ProxyProtocol? mode = parsed.GetValue(ProxyHeaders) is { } word ? ProxyProtocolOptions.ReadMode("--proxy-protocol", word) : null;
        var trusted = parsed.GetValue(TrustedProxies) is { Length: > 0 } networks
            ? networks.Select(text => ProxyProtocolOptions.ReadNetwork("--trusted-proxy", text)).ToList()
            : null;
        FaultRules? faults = null;
        if (parsed.GetValue(Faults) is { } list && !FaultRules.TryParse(list, out faults, out var mistake))
        {
            throw new UsageException($"--fault: {mistake}");
        }

        var all = listeners.Select(listener => listener with
        {
            ProxyProtocol = mode ?? listener.ProxyProtocol,
            TrustedProxies = trusted ?? listener.TrustedProxies,
            Faults = faults ?? listener.Faults,
        }).ToArray();
        return trusted is not null && all.All(listener => listener.ProxyProtocol == ProxyProtocol.Off)
            ? throw new UsageException("--trusted-proxy is for listeners behind a proxy: give --proxy-protocol optional or required too.")
            : all;
    }
}
