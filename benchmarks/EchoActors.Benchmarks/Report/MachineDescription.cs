using System.Globalization;
using System.Runtime.InteropServices;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks.Report;

/// <summary>What the figures were taken on.</summary>
internal static class MachineDescription
{
    internal static string Write(Plan plan)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {DateTime.UtcNow:yyyy-MM-dd}; {Processor()}, {Environment.ProcessorCount} cores, {memory:0} GB; {RuntimeInformation.OSDescription};
            {RuntimeInformation.FrameworkDescription}. Server on core {plan.ServerCores}, load generator on core {plan.LoadCores}; loopback;
            {plan.Duration.TotalSeconds:0.##} s for each measurement.
            """);
    }

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .Where(line => line.StartsWith("model name", StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':') + 1)..].Trim())
        .FirstOrDefault(RuntimeInformation.ProcessArchitecture.ToString());
}
