using EchoActors.Configuration;

namespace EchoActors.Probing.Check;

/// <summary>The properties of <see cref="CheckOptions"/> that have a range.</summary>
internal static class CheckSettings
{
    public static readonly Setting<int> Flows = Setting.Count("CheckOptions.Flows", 3, 1024);
    public static readonly Setting<int> Burst = Setting.Count("CheckOptions.Burst", 1, 1024);
    public static readonly Setting<TimeSpan> Throughput = Setting.Duration("CheckOptions.Throughput");
    public static readonly Setting<TimeSpan> Idle = Setting.Duration("CheckOptions.Idle", TimeSpan.FromSeconds(1));
    public static readonly Setting<TimeSpan> Timeout = Setting.Duration("CheckOptions.Timeout");
    public static readonly Setting<TimeSpan> Deadline = Setting.Duration("CheckOptions.Deadline");
}
