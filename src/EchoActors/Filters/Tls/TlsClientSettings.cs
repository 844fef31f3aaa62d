using EchoActors.Configuration;

namespace EchoActors.Filters.Tls;

/// <summary>Reads the section <c>tls</c> of a client.</summary>
internal static class TlsClientSettings
{
    /// <summary>Reads it; <c>off</c> stands for none.</summary>
    public static TlsClientOptions Read(SettingsReader settings)
    {
        var certificate = Optional("certificate");
        return new TlsClientOptions
        {
            Ca = Optional("ca"),
            Pin = Optional("pin"),
            ServerName = Optional("server-name"),
            Certificate = certificate is null ? null : new CertificateFile(certificate, Optional("key")),
            Insecure = settings.Switch("tls.insecure"),
            Resume = settings.Switch("tls.resume"),
            Protocols = settings.Texts("tls.alpn"),
        };

        string? Optional(string key) =>
            settings.Text($"tls.{key}") is var text && text.Equals("off", StringComparison.OrdinalIgnoreCase) ? null : text;
    }
}
