using EchoActors.Configuration;

namespace EchoActors.Client;

/// <summary>The settings of <c>echoactors.client</c> that have a range.</summary>
internal static class EchoClientSettings
{
    public static readonly Setting<TimeSpan> ConnectTimeout = Setting.Duration(Name("connect-timeout"));
    public static readonly Setting<TimeSpan> AnswerTimeout = Setting.Duration(Name("answer-timeout"));
    public static readonly Setting<TimeSpan> Timeout = Setting.Duration(Name("timeout"));
    public static readonly Setting<int> Window = Setting.Size(Name("window"), 4 * 1024, 1024 * 1024 * 1024);
    public static readonly Setting<int> FrameSize = Setting.Size(Name("frame-size"), 512, 1024 * 1024);

    private static string Name(string key) => $"{EchoClientOptions.ConfigPath}.{key}";
}
