using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Discovery;

namespace EchoActors.Cli;

/// <summary>
/// Akka's service discovery by the API server of Kubernetes: the pods of this pod's namespace with the label <c>app=SERVICE</c> that run.
/// In place of Akka.Discovery.KubernetesApi, which is built for a version of KubernetesClient (17) that the restore sources may lack, and
/// fails with a later one. It lists and does not watch: Akka asks again until the node has joined, and has no way to be told.
/// </summary>
internal sealed class PodServiceDiscovery : ServiceDiscovery
{
    private const string ServerHost = "KUBERNETES_SERVICE_HOST"; // kubelet sets both
    private const string ServerPort = "KUBERNETES_SERVICE_PORT";
    private const string Account = "/var/run/secrets/kubernetes.io/serviceaccount/"; // kubelet keeps its files current
    private const string Authority = $"{Account}ca.crt";

    private readonly HttpClient _client;

    /// <summary>Akka makes it, by the class that a configuration names.</summary>
    public PodServiceDiscovery(ExtendedActorSystem system)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Authority);
        _client = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } })
        {
            BaseAddress = new UriBuilder(Uri.UriSchemeHttps, Environment.GetEnvironmentVariable(ServerHost), int.Parse(Environment.GetEnvironmentVariable(ServerPort) ?? "443")).Uri,
        };
        system.RegisterOnTermination(_client.Dispose);
    }

    /// <summary>Why this process has no API server to ask, or <see langword="null"/> where it has.</summary>
    public static string? Unavailable() =>
        Environment.GetEnvironmentVariable(ServerHost) is null or "" ? $"this process is in no pod: {ServerHost} is not set"
        : !File.Exists(Authority) ? $"this pod has no service account: there is no {Authority}"
        : null;

    /// <inheritdoc/>
    public override async Task<Resolved> Lookup(Lookup lookup, TimeSpan resolveTimeout)
    {
        using var deadline = new CancellationTokenSource(resolveTimeout);
        var area = (await File.ReadAllTextAsync($"{Account}namespace", deadline.Token).ConfigureAwait(false)).Trim();
        var token = (await File.ReadAllTextAsync($"{Account}token", deadline.Token).ConfigureAwait(false)).Trim();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/namespaces/{area}/pods?labelSelector=app%3D{Uri.EscapeDataString(lookup.ServiceName)}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _client.SendAsync(request, deadline.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        var list = await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
        return new Resolved(lookup.ServiceName, PodList.Targets(list, lookup.PortName));
    }
}
