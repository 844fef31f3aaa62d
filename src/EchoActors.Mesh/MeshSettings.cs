using EchoActors.Configuration;

namespace EchoActors.Mesh;

/// <summary>The settings of <c>echoactors.mesh</c> that have a range.</summary>
internal static class MeshSettings
{
    public static readonly Setting<TimeSpan> Interval = Setting.Duration(Name("interval"), TimeSpan.FromMilliseconds(10));
    public static readonly Setting<TimeSpan> Timeout = Setting.Duration(Name("timeout"));
    public static readonly Setting<int> Size = Setting.Size(Name("size"), 1, 1024 * 1024);
    public static readonly Setting<int> Fanout = Setting.Count(Name("fanout"), 1, 1000);
    public static readonly Setting<int> Window = Setting.Count(Name("window"), 2, 1000);
    public static readonly Setting<int> History = Setting.Count(Name("history"), 0, 10_000);
    public static readonly Setting<TimeSpan> ForgetAfter = Setting.Duration(Name("forget-after"), TimeSpan.FromSeconds(1));
    public static readonly Setting<TimeSpan> SlowEnter = Setting.Duration(Name("slow.enter"), TimeSpan.FromMicroseconds(1));
    public static readonly Setting<TimeSpan> SlowLeave = Setting.Duration(Name("slow.leave"), TimeSpan.Zero);
    public static readonly Setting<double> LosingEnter = Setting.Number(Name("losing.enter"), 0.001, 1);
    public static readonly Setting<double> LosingLeave = Setting.Number(Name("losing.leave"), 0, 1);
    public static readonly Setting<int> DownAfter = Setting.Count(Name("down.after"), 1, 100);
    public static readonly Setting<int> UpAfter = Setting.Count(Name("down.until"), 1, 100);

    private static string Name(string key) => $"{MeshOptions.ConfigPath}.{key}";
}
