using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>
/// Runs the commands of the documents as written: each server and mesh on a host of its own, all at once, and the clients where
/// they find the server that they ask. A command that stands in several places runs once.
/// </summary>
public sealed class DocumentedRuns : IAsyncLifetime
{
    // Servers that README's transcripts speak of and no command of ours can be.
    private static readonly Dictionary<string, string> Misbehaving = new()
    {
        ["127.0.0.1:3557"] = "sed s/x/B/2",
        ["127.0.0.1:3558"] = "head -c 1",
    };

    // Starting takes a core: more at once would wait for each other.
    private readonly SemaphoreSlim _cores = new(3);
    private readonly Dictionary<string, Service> _services = [];
    private readonly Dictionary<string, Lazy<Task<Outcome>>> _outcomes = [];
    private readonly ConcurrentBag<RunningProcess> _started = [];
    private DocumentNetwork? _network;

    /// <summary>What a command printed and how it ended.</summary>
    internal sealed record Outcome(int ExitCode, string Text);

    private sealed record Service(DocumentedCommand Command, string Host, Lazy<Task<RunningProcess>> Started)
    {
        public List<Task> Clients { get; } = [];
    }

    /// <summary>Why nothing is run, where the machine does not permit it.</summary>
    public string? Unavailable { get; private set; }

    public async Task InitializeAsync()
    {
        Unavailable = await DocumentNetwork.UnavailableAsync();
        if (Unavailable is not null)
        {
            return;
        }

        var commands = DocumentedCommand.All.Where(command => !command.IsFragment && command.Arguments.Length > 0).ToList();
        foreach (var command in commands.Where(command => command.IsService))
        {
            var host = command.Option("--public-host") ?? $"host-{_services.Count}";
            _services.TryAdd(KeyOf(command), new Service(command, host, new(() => StartAsync(command, host))));
        }

        _network = await DocumentNetwork.StartAsync(_services.Values.Select(service => service.Host), Prepare);
        var faultsChanged = Task.CompletedTask; // these commands change the server that all of them ask: one after the other
        foreach (var command in commands.Where(command => !command.IsService))
        {
            var service = ServiceFor(command);
            var before = command.Arguments is ["faults", ..] ? faultsChanged : Task.CompletedTask;
            var outcome = new Lazy<Task<Outcome>>(() => AskAsync(command, service, before));
            if (_outcomes.TryAdd(KeyOf(command), outcome))
            {
                service.Clients.Add(outcome.Value);
                faultsChanged = command.Arguments is ["faults", ..] ? outcome.Value : faultsChanged;
            }
        }

        foreach (var (key, service) in _services)
        {
            _outcomes.Add(key, new(StopAsync(service)));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _started)
        {
            await process.DisposeAsync();
        }

        await (_network?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>What <paramref name="command"/> printed and how it ended; of a server, once it is no longer needed and has stopped.</summary>
    internal Task<Outcome> OutcomeAsync(DocumentedCommand command) => _outcomes[KeyOf(command)].Value;

    // On a host of its own, the port of the admin address makes no difference.
    private static string KeyOf(DocumentedCommand command) => string.Join(
        ' ', command.IsService ? command.Arguments.Where((word, index) => !IsAdmin(command.Arguments, index)) : command.Arguments);

    private static bool IsAdmin(string[] arguments, int index) =>
        arguments[0] == "mesh" && (arguments[index] == "--admin" || (index > 0 && arguments[index - 1] == "--admin"));

    // A plain server for those who want an echo; a mesh that shows itself at the port for those who ask for its status.
    private Service ServiceFor(DocumentedCommand command)
    {
        const string DefaultAdmin = "127.0.0.1:8080";
        var admin = command.Target?.ToString() ?? DefaultAdmin;
        return command.Arguments is ["mesh", ..]
            ? _services.Values
                .Where(service => service.Command.Arguments is ["mesh", ..] && (service.Command.Option("--admin") ?? DefaultAdmin) == admin)
                .OrderBy(service => service.Command.Option("--seed") is { } seed && !seed.StartsWith($"{service.Host}:", StringComparison.Ordinal)) // the first seed joins by itself
                .First()
            : command.Arguments is ["faults", ..]
                ? _services.Values.First(service => service.Command.Option("--admin") == admin && service.Command.Option("--admin-token-file") is not null)
            : command.Target is { } target ? ServiceAt(target) : _services["server"];
    }

    // By its command line, or for TLS by the file that listens at the port.
    private Service ServiceAt(Endpoint target) =>
        _services.Values.FirstOrDefault(service => service.Command.Option("--listen") == target.ToString() && !service.Command.Arguments.Contains("self-signed"))
        ?? _services[target.Scheme == EndpointScheme.Tls ? "server --config hocon/tls.conf" : "server"];

    private async Task<RunningProcess> StartAsync(DocumentedCommand command, string host)
    {
        await _cores.WaitAsync();
        try
        {
            var process = _network!.Start(host, command.Text);
            _started.Add(process);
            await process.ListensAsync();
            return process;
        }
        finally
        {
            _cores.Release();
        }
    }

    private async Task<Outcome> AskAsync(DocumentedCommand command, Service service, Task before)
    {
        await before;
        await service.Started.Value;
        await using var misbehaving = await StartMisbehavingAsync(command, service);
        if (IPAddress.TryParse(command.Target?.Host, out var address) && !IPAddress.IsLoopback(address))
        {
            await _network!.RunAsync(service.Host, $"ip address add {address} dev lo");
        }

        // A mesh counts as broken until each path was probed.
        using var deadline = new CancellationTokenSource(Deadline.Length);
        Outcome outcome;
        do
        {
            outcome = await RunAsync(command, service.Host);
        }
        while (outcome.ExitCode != 0 && command.Arguments is ["mesh", "status", ..] && !deadline.IsCancellationRequested);
        return outcome;
    }

    private async Task<Outcome> RunAsync(DocumentedCommand command, string host)
    {
        await _cores.WaitAsync();
        try
        {
            await using var process = _network!.Start(host, command.Text);
            if (command.Arguments.Contains("--watch")) // which ends with ctrl-c
            {
                await process.Output.UntilAsync(printed => printed.Length > 0, "anything");
                process.Signal(RunningProcess.InterruptSignal);
            }

            var finished = await process.FinishAsync([]);
            return new Outcome(finished.ExitCode, finished.Output + finished.Error);
        }
        finally
        {
            _cores.Release();
        }
    }

    private async Task<RunningProcess?> StartMisbehavingAsync(DocumentedCommand command, Service service)
    {
        if (!Misbehaving.TryGetValue(command.Target?.ToString() ?? "", out var answer))
        {
            return null;
        }

        var server = _network!.Start(service.Host, $"exec socat -d -d TCP-LISTEN:{command.Target!.Port} SYSTEM:'{answer}'");
        await server.Error.LineWithAsync("listening on");
        return server;
    }

    private async Task<Outcome> StopAsync(Service service)
    {
        var process = await service.Started.Value;
        await process.Output.UntilAsync(printed => Transcript.Missing(service.Command.Shown, printed).Count == 0, "what the document shows");
        await Task.WhenAll(service.Clients);
        process.Signal(RunningProcess.TerminateSignal);
        return new Outcome(await process.ExitCodeAsync(), process.Output.Text + process.Error.Text);
    }

    // What the documents say is there: the files of hocon/ and a node's certificate in /etc/echoactors, a file to send.
    private static void Prepare(string root)
    {
        var configuration = Directory.CreateDirectory(Path.Combine(root, "etc", "echoactors")).FullName;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(Path.Combine(configuration, "node.pfx"), certificate.Export(X509ContentType.Pkcs12));
        PrepareTls(configuration);
        File.WriteAllText(Path.Combine(configuration, "token"), "0123456789abcdef0123456789abcdef\n");
        File.WriteAllBytes(Path.Combine(root, "work", "disk.img"), RandomNumberGenerator.GetBytes(1024 * 1024));
    }

    // An authority, and a certificate of it for a server and one for a client.
    private static void PrepareTls(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=echo authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(100));
        File.WriteAllText(Path.Combine(folder, "ca.pem"), authority.ExportCertificatePem());
        foreach (var name in new[] { "server", "client" })
        {
            using var ownKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var own = new CertificateRequest($"CN={name}", ownKey, HashAlgorithmName.SHA256);
            var hosts = new SubjectAlternativeNameBuilder();
            hosts.AddDnsName("localhost");
            hosts.AddIpAddress(IPAddress.Loopback);
            own.CertificateExtensions.Add(hosts.Build());
            using var certificate = own.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(90), RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(Path.Combine(folder, $"{name}.pem"), certificate.ExportCertificatePem());
            File.WriteAllText(Path.Combine(folder, $"{name}.key"), ownKey.ExportPkcs8PrivateKeyPem());
        }
    }
}
