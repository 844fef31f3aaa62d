using System.Net;
using EchoActors.Configuration;
using EchoActors.Filters;
using EchoActors.Filters.Tls;

namespace EchoActors;

/// <summary>One address that a server listens on, with the settings that are its own.</summary>
/// <param name="Address">Where to listen, and whether clients speak TLS there. Port 0 takes a free port.</param>
public sealed record EchoListenerOptions(Endpoint Address)
{
    /// <summary>The certificates of a <c>tls://</c> address, which needs some; null for the others.</summary>
    public TlsServerOptions? Tls { get; init; }

    /// <summary>Whether clients come through a proxy that says who they are. Default <see cref="ProxyProtocol.Off"/>.</summary>
    public ProxyProtocol ProxyProtocol { get; init; }

    /// <summary>
    /// The networks of the proxies whose headers are believed; default this machine's loopback addresses. Every peer on a Unix
    /// socket is trusted: the mode of its file decides who may connect.
    /// </summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <summary>The faults that strike clients on purpose. Default <see cref="FaultRules.None"/>.</summary>
    public FaultRules Faults { get; init; } = FaultRules.None;

    /// <summary>Whether something comes before a client's first byte of payload, so that its connection takes time to become ready.</summary>
    internal bool HasHandshake => Tls is not null || ProxyProtocol != ProxyProtocol.Off;

    /// <summary>Refuses what does not fit together.</summary>
    /// <exception cref="SettingsException">The message names the listener and says what would be right.</exception>
    internal void Check(int? maxConnectionsPerAddress)
    {
        var name = $"the listener {Address}";
        if (Address.Scheme == EndpointScheme.Tls && Tls is not { SelfSigned: true } and not { Certificates.Count: > 0 })
        {
            throw new SettingsException($"{name} has no certificate: give one with --tls-cert or certificate = …, or --tls self-signed to try it out.");
        }

        if (Address.Scheme != EndpointScheme.Tls && Tls is not null)
        {
            throw new SettingsException($"{name} has a certificate and does not speak TLS: write tls://{Address} or leave the certificate out.");
        }

        _ = TlsEnd.Protocols(Tls?.Protocols ?? []);
        if (ProxyProtocol != ProxyProtocol.Off && TrustedProxies.Count == 0 && Address.Scheme != EndpointScheme.Unix)
        {
            throw new SettingsException($"{name} has proxy-protocol and trusts no proxy: trusted-proxies must name a network, for example 10.0.0.0/8.");
        }

        if (Address.Scheme == EndpointScheme.Unix && maxConnectionsPerAddress is not null)
        {
            throw new SettingsException($"{name} has clients without addresses: max-connections-per-ip must be off with it.");
        }
    }

    /// <summary>Plain TCP at an address.</summary>
    public static implicit operator EchoListenerOptions(HostPort address) => new(address);

    /// <summary>An endpoint without settings of its own.</summary>
    public static implicit operator EchoListenerOptions(Endpoint address) => new(address);
}
