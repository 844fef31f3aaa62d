using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using EchoActors.Configuration;

namespace EchoActors.Filters.Tls;

/// <summary>
/// The certificates of one listener. Files that change are read again, for the handshakes after it; if they can't be used, those
/// that were read before stay in force, with one warning.
/// </summary>
internal sealed class ServerCertificates : IDisposable
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<CertificateFile> _files;
    private readonly ILoggingAdapter _log;
    private readonly ITimer? _check;
    private volatile Loaded _loaded;
    private string _read; // what the files were when they were read last, well or not

    private sealed record Loaded(IReadOnlyList<(X509Certificate2 Certificate, SslStreamCertificateContext Context)> All);

    /// <summary>Reads or makes the certificates.</summary>
    /// <exception cref="SettingsException">One can't be used; the message names its file.</exception>
    public ServerCertificates(TlsServerOptions options, string host, ILoggingAdapter log, TimeProvider time)
    {
        _files = options.SelfSigned ? [] : options.Certificates;
        _log = log;
        _read = Fingerprint();
        _loaded = options.SelfSigned ? new([Context(Certificates.SelfSigned([host]), [])]) : Load();
        _check = _files.Count > 0 ? time.CreateTimer(_ => Reload(), null, CheckInterval, CheckInterval) : null;
    }

    /// <summary>The certificate for names that none has.</summary>
    public SslStreamCertificateContext First => _loaded.All[0].Context;

    /// <summary>The certificates themselves.</summary>
    public IEnumerable<X509Certificate2> All => _loaded.All.Select(each => each.Certificate);

    /// <summary>Whether there is one certificate only, so that the name that a client asks for decides nothing.</summary>
    public bool HaveOneName => _loaded.All.Count == 1;

    /// <summary>The certificate for a name: one that has it, else the first.</summary>
    public SslStreamCertificateContext For(string name) =>
        _loaded.All.FirstOrDefault(each => each.Certificate.MatchesHostname(name)).Context ?? First;

    /// <inheritdoc/>
    public void Dispose() => _check?.Dispose();

    /// <summary>Reads the files if they have changed.</summary>
    internal void Reload()
    {
        var now = Fingerprint();
        if (now == _read)
        {
            return;
        }

        _read = now;
        try
        {
            _loaded = Load();
            _log.Info("loaded the new certificate {Name}, valid until {Expires:u}", Certificates.NameOf(All.First()), All.First().NotAfter.ToUniversalTime());
        }
        catch (SettingsException e)
        {
            _log.Warning("{Reason} The certificate that was loaded before stays in force.", e.Message);
        }
    }

    private Loaded Load() => new([.. _files.Select(file =>
    {
        var (certificate, issuers) = Certificates.Read(file);
        return Context(certificate, issuers);
    })]);

    private static (X509Certificate2 Certificate, SslStreamCertificateContext Context) Context(X509Certificate2 certificate, X509Certificate2Collection issuers) =>
        (certificate, SslStreamCertificateContext.Create(certificate, issuers, offline: true));

    // Names of mounted secrets are links that change their target, with the times of another file: the bytes decide.
    private string Fingerprint() => string.Join(' ', _files.SelectMany(file => new[] { file.Path, file.KeyPath }).OfType<string>().Select(path =>
    {
        try
        {
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }));
}
