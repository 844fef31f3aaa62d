using System.Diagnostics;
using System.Globalization;

namespace EchoActors.AdminCost;

/// <summary>A process of its own on one core, that does what each line says and answers with one.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(Process process, string ready) => (_process, Ready) = (process, ready);

    /// <summary>What it said when it was ready.</summary>
    public string Ready { get; }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime => ProcessorClock.Of(_process.Id);

    /// <summary>Starts this program again, on one core, and waits until it is ready.</summary>
    public static async Task<Child> StartAsync(int core, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(
            "taskset", ["-c", core.ToString(CultureInfo.InvariantCulture), Environment.ProcessPath!, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,

            // All code is compiled to the full at its first call: what a server does after a day, and not how it gets there.
            Environment = { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_ReadyToRun"] = "0" },
        })!;
        return await process.StandardOutput.ReadLineAsync() is { } ready
            ? new Child(process, ready)
            : throw new InvalidOperationException($"{arguments[0]} did not start.");
    }

    /// <summary>Has it do something; what it answers.</summary>
    public async Task<string> DoAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"It ended at '{order}'.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
