using System.Diagnostics;
using System.Net;
using System.Text.Json;
using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks.Generator;

/// <summary>One run of <c>echoactors bench</c>, the command that users start, as a process of its own.</summary>
internal static class BenchProcess
{
    /// <summary>Runs it to its end, and returns the <c>result</c> of its JSON.</summary>
    internal static JsonElement Run(IPEndPoint server, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            PeerCatalog.EchoActorsCommand, ["bench", server.ToString(), .. arguments, "--output", "json", "--no-progress"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new LoadException($"echoactors bench ended with exit code {process.ExitCode}.");
        }

        return JsonDocument.Parse(output).RootElement.TryGetProperty("result", out var result)
            ? result
            : throw new LoadException("echoactors bench was interrupted before it had a result.");
    }
}
