using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Server;

namespace EchoActors.Filters.Tls;

/// <summary>Says in one sentence why a peer's certificate is not accepted.</summary>
internal static class CertificateCheck
{
    /// <summary>How chains are built: offline, because a handshake must not wait for another server.</summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection? authorities, bool ofServer)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.ApplicationPolicy.Add(new(ofServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")); // RFC 5280, section 4.2.1.12
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    /// <summary>The first thing that is wrong, or null if nothing is.</summary>
    /// <param name="certificate">The peer's certificate.</param>
    /// <param name="chain">The chain that was built for it.</param>
    /// <param name="errors">What the runtime has found.</param>
    /// <param name="host">The name that was asked for.</param>
    public static (RefusalReason Reason, string Message)? Mistake(
        X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors, string? host)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        var whose = host is null ? "the client's certificate" : "the server's certificate";
        var now = DateTime.Now;
        var issuer = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
        var text = now > certificate.NotAfter ? $"{whose} expired on {Date(certificate.NotAfter)}."
            : now < certificate.NotBefore ? $"{whose} is not valid before {Date(certificate.NotBefore)}."
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                ? $"{whose} is for {string.Join(", ", Certificates.HostsOf(certificate))}, not for {host}."
            : IsOfUnknownIssuer(chain) ? $"{whose} is issued by '{PrintableText.Format(issuer)}', which is not trusted."
            : $"{whose} is not accepted: {string.Join(", ", (chain?.ChainStatus ?? []).Select(each => each.Status).Distinct())}.";
        return (RefusalReason.BadCertificate, text);
    }

    private static bool IsOfUnknownIssuer(X509Chain? chain) =>
        chain?.ChainStatus.Any(each => each.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain) == true;

    private static string Date(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
