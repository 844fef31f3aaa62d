using System.Globalization;
using System.Net;
using EchoActors.Configuration;

namespace EchoActors.Admin.Probe;

/// <summary>Addresses and ports that <c>/probe</c> may be asked about.</summary>
/// <param name="Network">The addresses.</param>
/// <param name="FirstPort">The first port, from 1.</param>
/// <param name="LastPort">The last port, up to 65,535.</param>
internal sealed record ProbeAllowance(IPNetwork Network, int FirstPort, int LastPort)
{
    /// <summary>Whether it covers an address and port; an IPv4 address mapped into IPv6 counts as IPv4.</summary>
    public bool Covers(IPAddress address, int port) =>
        port >= FirstPort && port <= LastPort && Network.Contains(HostPort.Unmapped(address));

    /// <summary>Reads <c>10.0.0.0/8:3000</c>, <c>192.0.2.7:3000-3010</c> or <c>[2001:db8::/32]:3000</c>.</summary>
    /// <exception cref="SettingsException">It is not of that form; the message names it.</exception>
    public static ProbeAllowance Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var network = colon < 0 ? "" : text[..colon];
        var bare = network.StartsWith('[') && network.EndsWith(']') ? network[1..^1] : network.Contains(':') ? "" : network;
        var ports = text[(colon + 1)..].Split('-');
        return NetworkText.TryParse(bare, out var addresses)
            && ports.Length <= 2
            && TryParsePort(ports[0], out var first)
            && TryParsePort(ports[^1], out var last)
            && first <= last
                ? new ProbeAllowance(addresses, first, last)
                : throw new SettingsException(
                    $"{AdminOptions.ConfigPath}.probe-allow is '{text}': it must be a network and its ports, for example 10.0.0.0/8:3000, 192.0.2.7:3000-3010 or [2001:db8::/32]:3000.");
    }

    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;
}
