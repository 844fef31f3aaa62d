using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EchoActors.Configuration;

namespace EchoActors.Filters.Tls;

/// <summary>Reads, makes and names certificates.</summary>
internal static class Certificates
{
    private const string PinPrefix = "sha256:";

    private static readonly TimeSpan SelfSignedLifetime = TimeSpan.FromDays(30);

    /// <summary>Reads a certificate with its key, and the issuers that are in the file.</summary>
    /// <exception cref="SettingsException">It can't be used; the message names the file and what is wrong.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Issuers) Read(CertificateFile file)
    {
        var bytes = ReadFile("certificate file", file.Path);
        var text = Encoding.UTF8.GetString(bytes);
        var all = new X509Certificate2Collection();
        try
        {
            if (!text.Contains("-----BEGIN ", StringComparison.Ordinal))
            {
                all = X509CertificateLoader.LoadPkcs12Collection(bytes, file.Password);
                var own = all.FirstOrDefault(each => each.HasPrivateKey)
                    ?? throw new SettingsException($"the certificate file '{file.Path}' has no private key.");
                all.Remove(own);
                return (own, all);
            }

            all.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw new SettingsException(
                $"the certificate file '{file.Path}' can't be used: it must be PEM, with BEGIN CERTIFICATE lines, or PFX with its password ({e.Message.TrimEnd('.')}).");
        }

        return all.Count > 0
            ? (WithKey(text, file), [.. all.Skip(1)])
            : throw new SettingsException($"the certificate file '{file.Path}' has no certificate: it must be PEM, with BEGIN CERTIFICATE lines, or PFX.");
    }

    /// <summary>Reads the authorities of a PEM file.</summary>
    /// <exception cref="SettingsException">There are none; the message names the file.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var text = Encoding.UTF8.GetString(ReadFile("CA file", path));
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw new SettingsException($"the CA file '{path}' can't be read: {e.Message}");
        }

        return authorities.Count > 0 ? authorities
            : throw new SettingsException($"the CA file '{path}' has no certificate: it must be PEM, with BEGIN CERTIFICATE lines.");
    }

    /// <summary>Reads the files of listeners, so that one that can't be used is told before anything starts.</summary>
    /// <exception cref="SettingsException">One can't be used; the message names it.</exception>
    public static void Check(IEnumerable<EchoListenerOptions> listeners)
    {
        foreach (var tls in listeners.Select(listener => listener.Tls).OfType<TlsServerOptions>())
        {
            foreach (var file in tls.Certificates)
            {
                _ = Read(file);
            }

            if (tls.ClientCa is { } authorities)
            {
                _ = ReadAuthorities(authorities);
            }
        }
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

    private static X509Certificate2 WithKey(string certificate, CertificateFile file)
    {
        var keyPath = file.KeyPath ?? file.Path;
        var key = file.KeyPath is null ? certificate : Encoding.UTF8.GetString(ReadFile("key file", keyPath));
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new SettingsException($"'{keyPath}' has no private key: the key must be PEM, with a BEGIN PRIVATE KEY line, in the file of the certificate or in a key file.");
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new SettingsException($"the private key in '{keyPath}' does not fit the certificate in '{file.Path}', or is damaged or encrypted.");
        }
    }

    private static byte[] ReadFile(string what, string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new SettingsException($"the {what} '{path}' can't be read: {FileFailure.Reason(path, e)}.");
        }
    }
}
