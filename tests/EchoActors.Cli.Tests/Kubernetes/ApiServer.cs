using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Cli.Tests.Documents;
using EchoActors.Cli.Tests.Processes;
using k8s;
using k8s.Models;

namespace EchoActors.Cli.Tests.Kubernetes;

/// <summary>An API server on a host of its own that lists the pods that it is told of, fails, breaks off, or answers late.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    public const string Host = "api";
    public const int Port = 6443;

    private const string Token = "token-of-the-service-account";

    private readonly string _folder;
    private readonly RunningProcess _process;

    private ApiServer(string folder, RunningProcess process) => (_folder, _process) = (folder, process);

    /// <summary>Each request: who asked, for what, and how it was answered.</summary>
    public IReadOnlyList<string> Requests => [.. _process.Output.Lines[1..]];

    /// <summary>Puts what kubelet mounts into a pod below /run of the hosts, and the server's own certificate below /opt.</summary>
    public static void Prepare(string root, IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        var account = Directory.CreateDirectory(Path.Combine(root, "run", "secrets", "kubernetes.io", "serviceaccount")).FullName;
        File.WriteAllText(Path.Combine(account, "ca.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(account, "token"), Token);
        File.WriteAllText(Path.Combine(account, "namespace"), "network");
        var own = Directory.CreateDirectory(Path.Combine(root, "opt", "api")).FullName;
        File.WriteAllText(Path.Combine(own, "certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(own, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    public static async Task<ApiServer> StartAsync(DocumentNetwork network)
    {
        var folder = Directory.CreateTempSubdirectory("echoactors-api-").FullName;
        var script = Path.Combine(AppContext.BaseDirectory, "Kubernetes", "api-server.py");
        var server = new ApiServer(folder, network.Start(Host, $"exec python3 {script} /opt/api/certificate.pem /opt/api/key.pem {Token} {folder}"));
        server.Answer("list");
        server.List([]);
        await server._process.Output.LineWithAsync("listening");
        return server;
    }

    /// <summary>How it answers from now on: list, error, cut or slow.</summary>
    public void Answer(string how) => Write("answer", how);

    /// <summary>The pods that it lists from now on.</summary>
    public void List(IEnumerable<V1Pod> pods) => Write("pods.json", KubernetesJson.Serialize(new V1PodList
    {
        ApiVersion = "v1",
        Kind = "PodList",
        Metadata = new V1ListMeta(),
        Items = [.. pods],
    }));

    /// <summary>Waits until it has answered so on <paramref name="count"/> requests.</summary>
    public Task AskedAsync(string how, int count) => _process.Output.UntilAsync(
        printed => printed.Split('\n').Count(line => line.EndsWith($" {how}", StringComparison.Ordinal)) >= count, $"{count} requests answered by {how}");

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // In one step: a request meanwhile reads the one or the other.
    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
