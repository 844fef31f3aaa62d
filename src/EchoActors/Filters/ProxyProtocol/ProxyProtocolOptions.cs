using System.Net;
using EchoActors.Configuration;

namespace EchoActors.Filters;

/// <summary>Whether the connections of a listener begin with a header of the PROXY protocol.</summary>
public enum ProxyProtocol
{
    /// <summary>They do not: the first byte is payload.</summary>
    Off,

    /// <summary>Those of a trusted proxy may; a header from anyone else is payload.</summary>
    Optional,

    /// <summary>They must, and must come from a trusted proxy.</summary>
    Required,
}

/// <summary>Whose headers a listener believes.</summary>
/// <param name="Mode">Whether connections begin with one.</param>
/// <param name="Trusted">The networks of the proxies. A peer on a Unix socket is trusted: the mode of its file decides who may connect.</param>
/// <param name="IsHealthCheck">Whether a peer is the server's own health check, which sends no header; null where there is none.</param>
internal sealed record ProxyProtocolOptions(ProxyProtocol Mode, IReadOnlyList<IPNetwork> Trusted, Func<EndPoint, bool>? IsHealthCheck = null)
{
    /// <summary>Reads <c>off</c>, <c>optional</c> or <c>required</c>, the value of the setting <paramref name="name"/>.</summary>
    /// <exception cref="SettingsException">It is none of them.</exception>
    public static ProxyProtocol ReadMode(string name, string text) => text switch
    {
        "off" or "false" => ProxyProtocol.Off, // HOCON's off is false
        "optional" => ProxyProtocol.Optional,
        "required" => ProxyProtocol.Required,
        _ => throw new SettingsException($"{name} is '{text}': it must be one of off, optional, required."),
    };

    /// <summary>Reads a network such as <c>10.0.0.0/8</c>, or one address, of the setting <paramref name="name"/>.</summary>
    /// <exception cref="SettingsException">It is neither.</exception>
    public static IPNetwork ReadNetwork(string name, string text) =>
        NetworkText.TryParse(text, out var network)
            ? network
            : throw new SettingsException($"{name} has '{text}': it must be an address or a network, for example 10.0.0.0/8.");

    /// <summary>Whether a header from <paramref name="peer"/> is believed.</summary>
    public bool Trusts(EndPoint peer) =>
        peer is not IPEndPoint ip || Trusted.Any(network => network.Contains(HostPort.Unmapped(ip.Address)));
}
