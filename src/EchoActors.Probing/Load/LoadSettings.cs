using EchoActors.Configuration;

namespace EchoActors.Probing.Load;

/// <summary>The properties of <see cref="LoadOptions"/> that have a range.</summary>
internal static class LoadSettings
{
    public static readonly Setting<int> Connections = Setting.Count("LoadOptions.Connections", 1, 1_000_000);
    public static readonly Setting<int> Pipeline = Setting.Count("LoadOptions.Pipeline", 1, 1_000_000);
    public static readonly Setting<TimeSpan> Warmup = Setting.Duration("LoadOptions.Warmup", TimeSpan.Zero);
    public static readonly Setting<double> ConnectRate = Setting.Number("LoadOptions.ConnectRate", 0.001, 1_000_000);
    public static readonly Setting<TimeSpan> Interval = Setting.Duration("LoadOptions.Interval");
    public static readonly Setting<int> IntervalDigits = Setting.Count("LoadOptions.IntervalDigits", 1, 3);
}
