using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Configuration;

namespace EchoActors.Filters.Tls;

/// <summary>Reads, makes and names certificates.</summary>
internal static class Certificates
{
    private const string PinPrefix = "sha256:";

    private static readonly TimeSpan SelfSignedLifetime = TimeSpan.FromDays(30);

    /// <summary>Reads a certificate with its key, and the issuers that are in the file.</summary>
    /// <exception cref="SettingsException">It can't be read; the message names the file.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Issuers) Read(CertificateFile file)
    {
        var all = new X509Certificate2Collection();
        try
        {
            if (X509Certificate2.GetCertContentType(file.Path) == X509ContentType.Pkcs12)
            {
                all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file.Path, file.Password);
                var own = all.FirstOrDefault(each => each.HasPrivateKey)
                    ?? throw new SettingsException($"the certificate file '{file.Path}' has no private key.");
                all.Remove(own);
                return (own, all);
            }

            all.ImportFromPemFile(file.Path);
            return (X509Certificate2.CreateFromPemFile(file.Path, file.KeyPath), [.. all.Skip(1)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"the certificate file '{file.Path}' can't be read: {e.Message}");
        }
        catch (CryptographicException e)
        {
            throw new SettingsException(
                $"the certificate file '{file.Path}' can't be used: it must be PEM or PFX, with its key in it or in a key file ({e.Message.TrimEnd('.')}).");
        }
    }

    /// <summary>Reads the authorities of a PEM file.</summary>
    /// <exception cref="SettingsException">There are none; the message names the file.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException($"the CA file '{path}' can't be read: {e.Message}");
        }

        return authorities.Count > 0 ? authorities
            : throw new SettingsException($"the CA file '{path}' has no certificate: it must be PEM, with BEGIN CERTIFICATE lines.");
    }

    /// <summary>Makes a certificate for <paramref name="hosts"/> that nobody has signed.</summary>
    public static X509Certificate2 SelfSigned(IEnumerable<string> hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.Append("localhost").Append("127.0.0.1").Append("::1").Distinct())
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddMinutes(-5), now + SelfSignedLifetime);
    }

    /// <summary>The SHA-256 of a certificate, as <c>openssl x509 -fingerprint -sha256</c> has it.</summary>
    public static string PinOf(X509Certificate certificate) =>
        PinPrefix + Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));

    /// <summary>Reads a pin in any case, with or without colons between the bytes; null if it is none.</summary>
    public static string? ParsePin(string text)
    {
        var digits = text.StartsWith(PinPrefix, StringComparison.OrdinalIgnoreCase) ? text[PinPrefix.Length..].Replace(":", "") : "";
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit) ? PinPrefix + digits.ToLowerInvariant() : null;
    }

    /// <summary>The name of whom a certificate is for.</summary>
    public static string NameOf(X509Certificate2 certificate) =>
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name ? name : certificate.Subject;

    /// <summary>The host names and addresses that a certificate is for.</summary>
    public static IEnumerable<string> HostsOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is null
            ? [NameOf(certificate)]
            : names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()));
    }
}
