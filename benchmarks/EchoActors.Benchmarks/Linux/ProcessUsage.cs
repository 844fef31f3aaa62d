using System.Globalization;

namespace EchoActors.Benchmarks.Linux;

/// <summary>What a process has used so far, from proc(5).</summary>
internal readonly record struct ProcessUsage(TimeSpan CpuTime, long ResidentBytes)
{
    private const int TicksPerSecond = 100;

    internal static ProcessUsage Of(int process)
    {
        // The name in field 2 may hold blanks: count from the closing parenthesis.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[11]) + Number(fields[12]);
        return new ProcessUsage(
            TimeSpan.FromSeconds((double)ticks / TicksPerSecond), Number(fields[21]) * Environment.SystemPageSize);
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
