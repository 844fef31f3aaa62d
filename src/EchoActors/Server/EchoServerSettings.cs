using EchoActors.Configuration;

namespace EchoActors.Server;

/// <summary>The settings of <c>echoactors.server</c> that have a range.</summary>
internal static class EchoServerSettings
{
    public static readonly Setting<int> Backlog = Setting.Count(Name("backlog"), 1, 65_535);
    public static readonly Setting<TimeSpan> HandshakeTimeout = Setting.Duration(Name("handshake-timeout"));
    public static readonly Setting<int> MaxHandshakes = Setting.Count(Name("max-handshakes"), 1, 100_000);
    public static readonly Setting<int> MaxConnections = Setting.Count(Name("max-connections"), 1, 1_000_000);
    public static readonly Setting<int> MaxConnectionsPerAddress = Setting.Count(Name("max-connections-per-ip"), 1, 1_000_000);
    public static readonly Setting<TimeSpan> IdleTimeout = Setting.Duration(Name("idle-timeout"));
    public static readonly Setting<TimeSpan> SendTimeout = Setting.Duration(Name("send-timeout"));
    public static readonly Setting<TimeSpan> DrainTimeout = Setting.Duration(Name("drain-timeout"));
    public static readonly Setting<TimeSpan> DrainQuietPeriod = Setting.Duration(Name("drain-quiet-period"));
    public static readonly Setting<int> EchoWindow = Setting.Size(Name("echo-window"), 512, 64 * 1024 * 1024);
    public static readonly Setting<int> FrameSize = Setting.Size(Name("frame-size"), 512, 1024 * 1024);

    public static readonly Setting<int> SendBuffer = Buffer("send-buffer");
    public static readonly Setting<int> ReceiveBuffer = Buffer("receive-buffer");
    public static readonly Setting<int> NotSentLowWatermark = Buffer("notsent-lowat");

    // tcp(7): the kernel takes TCP_KEEPIDLE and TCP_KEEPINTVL in seconds, up to 32,767 of them.
    public static readonly Setting<TimeSpan> Keepalive =
        Setting.Duration(Name("keepalive"), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(32_767));

    public static readonly Setting<TimeSpan> KeepaliveInterval =
        Setting.Duration(Name("keepalive-interval"), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(32_767));

    public static readonly Setting<int> KeepaliveCount = Setting.Count(Name("keepalive-count"), 1, 127);
    public static readonly Setting<TimeSpan> UserTimeout = Setting.Duration(Name("user-timeout"), TimeSpan.FromSeconds(1));

    public static readonly Setting<TimeSpan> RebindMinBackoff = Setting.Duration(Name("rebind.min-backoff"));
    public static readonly Setting<TimeSpan> RebindMaxBackoff = Setting.Duration(Name("rebind.max-backoff"));

    /// <summary>The permissions that chmod(1) writes as three or four octal digits.</summary>
    /// <exception cref="SettingsException">They are others; the message names the setting.</exception>
    public static UnixFileMode UnixMode(string text) =>
        text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7') && Convert.ToInt32(text, 8) is var mode and <= 0x1ff
            ? (UnixFileMode)mode
            : throw new SettingsException($"{Name("unix-mode")} is '{text}': it must be permissions as in chmod, for example 0660.");

    private static Setting<int> Buffer(string key) => Setting.Size(Name(key), 4 * 1024, 64 * 1024 * 1024);

    private static string Name(string key) => $"{EchoServerOptions.ConfigPath}.{key}";
}
