using System.Runtime;
using System.Runtime.InteropServices;

namespace EchoActors.Probing.Reports;

/// <summary>Where a measurement was made: figures mean little without it.</summary>
/// <param name="Version">The version of EchoActors.</param>
/// <param name="System">The operating system and its version.</param>
/// <param name="Architecture">The processor architecture.</param>
/// <param name="Cores">How many cores this process may use.</param>
/// <param name="Runtime">The .NET runtime and its version.</param>
/// <param name="ServerGarbageCollection">Whether the server garbage collector runs.</param>
public sealed record RunEnvironment(
    string Version, string System, string Architecture, int Cores, string Runtime, bool ServerGarbageCollection)
{
    /// <summary>This process's environment.</summary>
    public static RunEnvironment Current { get; } = new(
        typeof(RunEnvironment).Assembly.GetName().Version!.ToString(3),
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        GCSettings.IsServerGC);
}
