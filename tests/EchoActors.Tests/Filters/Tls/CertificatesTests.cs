using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Configuration;
using EchoActors.Filters.Tls;
using EchoActors.Tests.Doubles;
using Xunit;

namespace EchoActors.Tests.Filters.Tls;

/// <summary>Files of certificates and keys: those that can be used, and what is said of the others.</summary>
public sealed class CertificatesTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("echoactors-certificates-").FullName;
    private readonly string _pem;
    private readonly string _own; // the certificate without its key

    public CertificatesTests()
    {
        _pem = _certificates.Issue(file: "own").Path;
        _own = Write("own.crt", File.ReadAllText(_pem)[..File.ReadAllText(_pem).IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)]);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_key_may_be_in_the_file_of_the_certificate_in_one_of_its_own_or_in_a_PFX_with_its_password()
    {
        using var certificate = Certificates.Read(new CertificateFile(_own, _pem)).Certificate;
        var pfx = Path.Combine(_folder, "own.pfx");
        File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pkcs12, "secret"));

        Assert.True(certificate.HasPrivateKey);
        Assert.Equal(certificate, Certificates.Read(new CertificateFile(_pem)).Certificate);
        Assert.Equal(certificate, Certificates.Read(new CertificateFile(pfx, Password: "secret")).Certificate);
        Assert.StartsWith($"the certificate file '{pfx}' can't be used: it must be PEM, with BEGIN CERTIFICATE lines, or PFX with its password (", Mistake(pfx));
    }

    [Fact]
    public void What_is_wrong_with_a_certificate_is_told_with_its_file()
    {
        var nowhere = Path.Combine(_folder, "nowhere.pem");
        var junk = Write("junk", "no certificate");
        var keyOnly = Write("key.pem", File.ReadAllText(_pem)[File.ReadAllText(_own).Length..]);

        Assert.Equal($"the certificate file '{nowhere}' can't be read: it does not exist.", Mistake(nowhere));
        Assert.Equal($"the certificate file '{_folder}' can't be read: it is a directory.", Mistake(_folder));
        Assert.StartsWith($"the certificate file '{junk}' can't be used: it must be PEM, with BEGIN CERTIFICATE lines, or PFX with its password (", Mistake(junk));
        Assert.StartsWith($"the certificate file '{Write("empty", "")}' can't be used: it must be PEM", Mistake(Path.Combine(_folder, "empty")));
        Assert.Equal($"the certificate file '{keyOnly}' has no certificate: it must be PEM, with BEGIN CERTIFICATE lines, or PFX.", Mistake(keyOnly));
    }

    [Fact]
    public void What_is_wrong_with_a_key_is_told_with_its_file()
    {
        const string Right = "the key must be PEM, with a BEGIN PRIVATE KEY line, in the file of the certificate or in a key file.";
        var nowhere = Path.Combine(_folder, "nowhere.key");
        var another = _certificates.Issue(file: "another").Path;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = Write("encrypted.key", key.ExportEncryptedPkcs8PrivateKeyPem("secret", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)));

        Assert.Equal($"'{_own}' has no private key: {Right}", Mistake(_own));
        Assert.Equal($"'{_own}' has no private key: {Right}", Mistake(_pem, _own));
        Assert.Equal($"the key file '{nowhere}' can't be read: it does not exist.", Mistake(_own, nowhere));
        Assert.Equal($"the private key in '{another}' does not fit the certificate in '{_own}', or is damaged or encrypted.", Mistake(_own, another));
        Assert.Equal($"the private key in '{encrypted}' does not fit the certificate in '{_own}', or is damaged or encrypted.", Mistake(_own, encrypted));
    }

    [Fact]
    public void An_application_protocol_that_can_not_be_one_is_refused_at_both_ends()
    {
        const string Message = "'' is no application protocol (alpn): a name has 1 to 255 bytes, for example echo.";
        var listener = new EchoListenerOptions(Endpoint.Parse("tls://[::1]:1")) { Tls = new() { SelfSigned = true, Protocols = ["echo", ""] } };

        Assert.Equal(Message, Assert.Throws<SettingsException>(() => listener.Check(maxConnectionsPerAddress: null)).Message);
        Assert.Equal(Message, Assert.Throws<SettingsException>(() => TlsClient.Of(new TlsClientOptions { Protocols = [""] }, "localhost")).Message);
        Assert.Throws<SettingsException>(() => TlsEnd.Protocols([new string('x', 256)]));
    }

    [Fact]
    public void An_empty_server_name_is_refused() => Assert.StartsWith(
        "the server name of TLS is empty: ",
        Assert.Throws<SettingsException>(() => TlsClient.Of(new TlsClientOptions { ServerName = "" }, "localhost")).Message);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Mistake(string path, string? key = null) =>
        Assert.Throws<SettingsException>(() => Certificates.Read(new CertificateFile(path, key))).Message;
}
