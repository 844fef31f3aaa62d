using System.Runtime.InteropServices;

namespace EchoActors.AdminCost;

/// <summary>
/// The processor time of another process in nanoseconds (clock_getcpuclockid(3)): what .NET reads comes in steps of 10 ms.
/// </summary>
internal static partial class ProcessorClock
{
    public static TimeSpan Of(int process)
    {
        if (clock_getcpuclockid(process, out var clock) != 0 || clock_gettime(clock, out var time) != 0)
        {
            throw new InvalidOperationException($"Process {process} has no clock.");
        }

        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1e3);
    }

    [LibraryImport("libc")]
    private static partial int clock_getcpuclockid(int process, out int clock);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
