using EchoActors.Configuration;
using EchoActors.Filters.Tls;

namespace EchoActors;

/// <summary>One address that a server listens on, with the settings that are its own.</summary>
/// <param name="Address">Where to listen, and whether clients speak TLS there. Port 0 takes a free port.</param>
public sealed record EchoListenerOptions(Endpoint Address)
{
    /// <summary>The certificates of a <c>tls://</c> address, which needs some; null for the others.</summary>
    public TlsServerOptions? Tls { get; init; }

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
