using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Serilog;

namespace EchoActors.Cli;

/// <summary>The certificate that a node shows to the others. A node with a wrong one would be refused by all of them.</summary>
internal static class NodeCertificate
{
    private const string Section = "akka.remote.dot-netty.tcp";
    private const string PathSetting = $"{Section}.ssl.certificate.path";

    // RFC 5280, section 4.2.1.12.
    private static readonly (string Oid, string Name)[] Usages =
        [("1.3.6.1.5.5.7.3.1", "server authentication"), ("1.3.6.1.5.5.7.3.2", "client authentication")];

    /// <summary>Checks it before remoting starts.</summary>
    /// <exception cref="UsageException">No other node would accept it; the message says which certificate and why.</exception>
    public static void Check(Config configuration, ILogger log)
    {
        if (!configuration.GetBoolean($"{Section}.enable-ssl", false) || configuration.GetString(PathSetting, "") is not { Length: > 0 } path)
        {
            return;
        }

        using var certificate = Load(path, configuration.GetString($"{Section}.ssl.certificate.password", ""));
        var name = $"the certificate {path} ({PrintableText.Format(certificate.Subject)})";
        if (Fault(certificate) is { } fault)
        {
            throw new UsageException($"{name} can't be used: {fault}. {PathSetting} names it.");
        }

        // The others may trust an authority that this machine does not, so this is no reason to end.
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (!configuration.GetBoolean($"{Section}.ssl.suppress-validation", false) && !chain.Build(certificate))
        {
            log.Warning(
                "{Certificate} is not trusted by this machine, so other nodes may refuse it too: {Reason}",
                name,
                string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct()));
        }
    }

    private static X509Certificate2 Load(string path, string password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, password);
        }
        catch (CryptographicException e) when (File.Exists(path))
        {
            throw new UsageException($"the certificate {path} can't be read as PKCS#12 with its password: {e.Message.TrimEnd('.')}. {PathSetting} names it.");
        }
        catch (Exception e) when (e is CryptographicException || FileFailure.Is(e))
        {
            throw new UsageException($"the certificate {path} can't be read: {FileFailure.Reason(path, e.InnerException ?? e)}. {PathSetting} names it.");
        }
    }

    private static string? Fault(X509Certificate2 certificate)
    {
        var now = DateTime.Now;
        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault()?.EnhancedKeyUsages;
        return certificate switch
        {
            { HasPrivateKey: false } => "it has no private key",
            _ when certificate.NotAfter < now => $"it expired at {certificate.NotAfter.ToUniversalTime():O}",
            _ when certificate.NotBefore > now => $"it is not valid before {certificate.NotBefore.ToUniversalTime():O}",
            _ when usages is not null => Usages
                .Where(usage => !usages.OfType<Oid>().Any(oid => oid.Value == usage.Oid))
                .Select(usage => $"its extended key usage does not allow {usage.Name}")
                .FirstOrDefault(),
            _ => null,
        };
    }
}
