using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EchoActors.Benchmarks.Peers;

/// <summary>The certificate that every server has in the workloads over TLS: P-256, signed by itself, in a file while the run lasts.</summary>
internal sealed class TlsCertificate : IDisposable
{
    internal TlsCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        Path = System.IO.Path.GetTempFileName();
        File.WriteAllText(Path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    internal string Path { get; }

    public void Dispose() => File.Delete(Path);
}
