using System.Diagnostics;
using System.Globalization;

namespace EchoActors.DashboardCost;

/// <summary>A process of its own on one core: a server, or the clients of one. A process may not have 20,000 sockets everywhere.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public static Task<Child> ServerAsync(string echoactors, int port, string? admin) => StartAsync(
        "listening on", "0", [echoactors, "server", "--listen", $"127.0.0.1:{port}", .. admin is null ? [] : new[] { "--admin", admin }]);

    public static Task<Child> LoadAsync(int port, int connections) => StartAsync(
        "connected",
        "1",
        [Environment.ProcessPath!, "load", port.ToString(CultureInfo.InvariantCulture), connections.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Has clients echo for a while; how many a second came back.</summary>
    public async Task<double> RunAsync(TimeSpan duration)
    {
        await _process.StandardInput.WriteLineAsync(duration.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return double.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static async Task<Child> StartAsync(string ready, string core, string[] command)
    {
        var start = new ProcessStartInfo("taskset", ["-c", core, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" },
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(ready, StringComparison.Ordinal))
            {
                return new Child(process);
            }
        }

        throw new InvalidOperationException($"{command[0]} did not start.");
    }
}
