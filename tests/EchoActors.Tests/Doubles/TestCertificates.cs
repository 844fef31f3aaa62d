using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Filters.Tls;

namespace EchoActors.Tests.Doubles;

/// <summary>An authority of a test's own and the certificates that it issues, in files that go when the test ends.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("echoactors-tls-").FullName;
    private readonly X509Certificate2 _authority;

    public TestCertificates(string name = "test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(Days(-400), Days(400));
        Authority = Path.Combine(_folder, "ca.pem");
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
    }

    /// <summary>The file of the authority.</summary>
    public string Authority { get; }

    /// <summary>Issues a certificate for one host, valid from and until so many days from now, and writes it with its key.</summary>
    public CertificateFile Issue(string host = "localhost", int validFrom = -1, int validUntil = 100, string file = "server")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, Days(validFrom), Days(validUntil), RandomNumberGenerator.GetBytes(8));
        var path = Path.Combine(_folder, $"{file}.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return new CertificateFile(path);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static DateTimeOffset Days(int days) => DateTimeOffset.UtcNow.AddDays(days);
}
