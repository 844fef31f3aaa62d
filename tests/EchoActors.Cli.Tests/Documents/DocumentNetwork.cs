using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>
/// Hosts with the names that the documents use, each a network namespace of its own: commands run as written, on the ports as
/// written, and disturb nothing on the machine.
/// </summary>
internal sealed class DocumentNetwork : IAsyncDisposable
{
    private static readonly string[] Tools = ["unshare", "nsenter", "ip", "bash", "socat", "curl"];

    private readonly RunningProcess _network;
    private readonly string _root;
    private readonly Dictionary<string, string> _hosts = [];
    private readonly Dictionary<string, string> _addresses;

    private DocumentNetwork(string root, Dictionary<string, string> addresses)
    {
        _root = root;
        _addresses = addresses;
        var script = Path.Combine(AppContext.BaseDirectory, "Documents", "network.sh");
        _network = RunningProcess.Start(
            "unshare", [.. Privileges, "--net", "--mount", script, root, .. addresses.Select(each => $"{each.Key}={each.Value}")]);
    }

    private static string[] Privileges => Environment.IsPrivilegedProcess ? [] : ["--user", "--map-root-user"];

    /// <summary>The folder that commands start in: the repository, and files that the documents send.</summary>
    public string WorkingDirectory => Path.Combine(_root, "work");

    /// <summary>Why this machine can't have such a network, or <see langword="null"/> where it can.</summary>
    public static async Task<string?> UnavailableAsync()
    {
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        if (Array.Find(Tools, tool => !Array.Exists(path, folder => File.Exists(Path.Combine(folder, tool)))) is { } missing)
        {
            return $"This machine has no {missing}.";
        }

        await using var attempt = RunningProcess.Start("unshare", [.. Privileges, "--net", "--mount", "true"]);
        return await attempt.ExitCodeAsync() == 0 ? null : "This machine does not permit network namespaces.";
    }

    /// <summary>Makes the hosts; each is known to the others by its name.</summary>
    /// <param name="names">The names of the hosts.</param>
    /// <param name="prepare">Adds to /etc and /opt of the hosts, below the folder it is given.</param>
    public static async Task<DocumentNetwork> StartAsync(IEnumerable<string> names, Action<string>? prepare = null)
    {
        var addresses = names.Select((name, index) => (name, Address: $"10.79.0.{index + 1}")).ToDictionary();
        var root = Directory.CreateTempSubdirectory("echoactors-documents-").FullName;
        Prepare(root, addresses);
        prepare?.Invoke(root);
        var network = new DocumentNetwork(root, addresses);
        try
        {
            await network._network.Output.LineWithAsync("ready");
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }

        foreach (var line in network._network.Output.Lines.Where(line => line != "ready"))
        {
            var (name, process) = (line.Split(' ')[0], line.Split(' ')[1]);
            network._hosts.Add(name, process);
        }

        return network;
    }

    /// <summary>The host's address on the network.</summary>
    public string AddressOf(string host) => _addresses[host];

    /// <summary>Runs a command line in a shell on a host. <c>echoactors</c> and <c>dotnet</c> start the command as built.</summary>
    public RunningProcess Start(string host, string commandLine, params string[] environment) => RunningProcess.Start(
        "nsenter",
        [
            "--target", _hosts[host], .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--user", "--preserve-credentials"],
            "--net", "--mount", $"--wd={WorkingDirectory}",
            "env", $"PATH={_root}/bin:{Environment.GetEnvironmentVariable("PATH")}", "NO_COLOR=1", "COLUMNS=120", .. environment,
            "bash", "-o", "pipefail", "-c", commandLine,
        ]);

    /// <summary>Runs a command line on a host to its end.</summary>
    public async Task<Finished> RunAsync(string host, string commandLine, params string[] environment)
    {
        await using var process = Start(host, commandLine, environment);
        return await process.FinishAsync([]);
    }

    /// <summary>Ends the hosts; what still runs on them ends with their tests.</summary>
    public async ValueTask DisposeAsync()
    {
        _network.Input.Close();
        await _network.ExitCodeAsync();
        await _network.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static void Prepare(string root, Dictionary<string, string> addresses)
    {
        foreach (var folder in new[] { "etc", "opt", "bin", "work" })
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        File.WriteAllLines(
            Path.Combine(root, "etc", "hosts"),
            ["127.0.0.1 localhost", "::1 localhost", .. addresses.Select(each => $"{each.Value} {each.Key}")]);
        foreach (var entry in Directory.GetFileSystemEntries(RepositoryFiles.Root))
        {
            File.CreateSymbolicLink(Path.Combine(root, "work", Path.GetFileName(entry)), entry);
        }

        File.CreateSymbolicLink(Path.Combine(root, "bin", "healthcheck"), Path.Combine(RepositoryFiles.Root, "deploy", "healthcheck"));
        Script(root, "echoactors", $"exec \"{EchoActorsProcess.Host}\" \"{EchoActorsProcess.Assembly}\" \"$@\"");
        Script(root, "dotnet", """
            if [ "$1" = run ]; then
              while [ "$1" != -- ]; do shift; done
            fi
            shift # `--`, or the assembly
            exec echoactors "$@"
            """);
    }

    private static void Script(string root, string name, string text)
    {
        var path = Path.Combine(root, "bin", name);
        File.WriteAllText(path, $"#!/bin/bash\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
