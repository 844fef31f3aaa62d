using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>A certificate authority for one test, and the files it makes.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly string _directory;
    private readonly X509Certificate2 _authority;

    public Certificates(string directory, string name)
    {
        _directory = directory;
        var request = new CertificateRequest($"CN={name}", RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        AuthorityFile = Path.Combine(directory, $"{name}.pem");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    /// <summary>What those who trust the authority are given.</summary>
    public string AuthorityFile { get; }

    /// <summary>A certificate of the authority with its key, PKCS#12 without a password, that ends at a time from now.</summary>
    public string Issue(string name, TimeSpan? ends = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication, ClientAuthentication], false));
        using var certificate = request.Create(
            _authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow + (ends ?? TimeSpan.FromHours(1)), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        var file = Path.Combine(_directory, $"{name}.pfx");
        File.WriteAllBytes(file, withKey.Export(X509ContentType.Pfx));
        return file;
    }

    public void Dispose() => _authority.Dispose();
}
