using EchoActors.Configuration;

namespace EchoActors.Probing.Ping;

/// <summary>
/// The ranges of <see cref="PingOptions"/>, which checks its properties with them. The flags of <c>ping</c> are the same settings
/// under other names.
/// </summary>
internal static class PingSettings
{
    public static readonly Setting<long> Count = Setting.LongCount("PingOptions.Count", 1, 1L << 53);
    public static readonly Setting<TimeSpan> Interval = Setting.Duration("PingOptions.Interval");
    public static readonly Setting<TimeSpan> Timeout = Setting.Duration("PingOptions.Timeout");
    public static readonly Setting<int> Size = Setting.Size("PingOptions.Size", 1, 16 * 1024 * 1024);
}
