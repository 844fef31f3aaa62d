using System.Net;
using Akka.Configuration;
using EchoActors.Admin.Hosting;
using EchoActors.Admin.Probe;
using EchoActors.Configuration;

namespace EchoActors.Admin;

/// <summary>
/// Where the admin address listens and what it shows. Read from HOCON <c>echoactors.admin</c>; this assembly's
/// <c>reference.conf</c> has every default with its reason.
/// </summary>
public sealed record AdminOptions
{
    /// <summary>The HOCON path that <see cref="FromConfig"/> reads.</summary>
    public const string ConfigPath = "echoactors.admin";

    private static readonly Setting<TimeSpan> AnswerTimeoutSetting = Setting.Duration($"{ConfigPath}.answer-timeout");

    private static readonly Setting<TimeSpan> SampleIntervalSetting =
        Setting.Duration($"{ConfigPath}.sample-interval", TimeSpan.FromMilliseconds(200));

    private static readonly Setting<TimeSpan> HistorySetting = Setting.Duration($"{ConfigPath}.history", TimeSpan.FromMilliseconds(200));
    private static readonly Setting<int> MaxConnectionsSetting = Setting.Count($"{ConfigPath}.max-connections", 32, 10_000);
    private static readonly Setting<int> MaxPagesSetting = Setting.Count($"{ConfigPath}.max-pages", 1, 1000);
    private static readonly Setting<int> MaxPathsSetting = Setting.Count($"{ConfigPath}.max-paths", 1, 100_000);

    private static readonly Setting<TimeSpan> OtlpIntervalSetting =
        Setting.Duration($"{ConfigPath}.otlp.interval", TimeSpan.FromSeconds(1));

    private static readonly Config Reference =
        ReferenceConfig.Read(typeof(AdminOptions).Assembly, "EchoActors.Admin.reference.conf");

    /// <summary>Where to listen, port 0 for a free port; <see langword="null"/> (the default) for nowhere.</summary>
    public HostPort? Listen { get; init; }

    /// <summary>How long an actor system may take to answer before it counts as not alive. At least 1 ms; default 1 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often figures are taken for the live page. At least 200 ms; default 2 s.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far back the live page shows figures. At least <see cref="SampleInterval"/>; default 1 h.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The host names that requests may use besides IP addresses, <c>localhost</c> and the machine's own name; <c>*</c> for
    /// any. Pages of these hosts may use the address too. Default: none.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>
    /// A file with the token that requests must carry which change something (faults); <see langword="null"/> (the default) for
    /// none: then nothing can be changed.
    /// </summary>
    public string? TokenFile { get; init; }

    /// <summary>How many sockets at once, each live page included. 32 to 10,000; default 128.</summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>
    /// How many live pages at once. 1 to 1,000, and at most <see cref="MaxConnections"/> less 16; default 32.
    /// </summary>
    public int MaxPages { get; init; } = 32;

    /// <summary>The most mesh paths that metrics hold; those left out are counted. 1 to 100,000; default 1,000.</summary>
    public int MaxPaths { get; init; } = 1000;

    /// <summary>
    /// What <c>/probe</c> may be asked about: networks and their ports, for example <c>10.0.0.0/8:3000</c> or
    /// <c>[2001:db8::/32]:3000-3010</c>. Default: nothing, and then there is no <c>/probe</c>.
    /// </summary>
    public IReadOnlyList<string> ProbeAllow { get; init; } = [];

    /// <summary>Where to push metrics by OTLP over gRPC; <see langword="null"/> (the default) for nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How often to push metrics. At least 1 s; default 60 s.</summary>
    public TimeSpan OtlpInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many descriptors the address may take: an echo server in the same process keeps so many free.</summary>
    public int Descriptors => Listen is null ? 0 : MaxConnections;

    /// <summary>Reads and checks the options below <c>echoactors.admin</c>, with <c>reference.conf</c> behind them.</summary>
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of range; the message names it.</exception>
    public static AdminOptions FromConfig(Config config)
    {
        var settings = new SettingsReader(config, ConfigPath, Reference);
        return new AdminOptions
        {
            Listen = Address(settings.Text("listen")),
            AnswerTimeout = settings.Value(AnswerTimeoutSetting),
            SampleInterval = settings.Value(SampleIntervalSetting),
            History = settings.Value(HistorySetting),
            Hosts = settings.Texts("hosts"),
            TokenFile = settings.Text("token-file") is var file && IsOff(file) ? null : file,
            MaxConnections = settings.Value(MaxConnectionsSetting),
            MaxPages = settings.Value(MaxPagesSetting),
            MaxPaths = settings.Value(MaxPathsSetting),
            ProbeAllow = settings.Texts("probe-allow"),
            OtlpEndpoint = Endpoint(settings.Text("otlp.endpoint")),
            OtlpInterval = settings.Value(OtlpIntervalSetting),
        }.Checked();
    }

    /// <summary>These options, if each is in its range and they agree with each other.</summary>
    /// <exception cref="SettingsException">One is not; the message names its setting and says what would be right.</exception>
    public AdminOptions Checked()
    {
        AnswerTimeoutSetting.Require(AnswerTimeout);
        SampleIntervalSetting.Require(SampleInterval);
        HistorySetting.Require(History);
        MaxConnectionsSetting.Require(MaxConnections);
        MaxPagesSetting.Require(MaxPages);
        MaxPathsSetting.Require(MaxPaths);
        OtlpIntervalSetting.Require(OtlpInterval);
        _ = BindAddress();
        _ = TokenFile is { } file ? AdminToken.Read(file) : null;
        _ = ProbeAllow.Select(ProbeAllowance.Parse).ToList();
        if (SampleInterval > History)
        {
            throw new SettingsException($"{ConfigPath}.sample-interval is longer than {ConfigPath}.history: it must not be.");
        }

        return MaxPages <= MaxConnections - RequestLimits.SocketsBesidePages
            ? this
            : throw new SettingsException(
                $"{ConfigPath}.max-pages is {MaxPages}: it must be at least {RequestLimits.SocketsBesidePages} less than max-connections, {MaxConnections}.");
    }

    /// <summary>The IP address to bind: <c>localhost</c> is 127.0.0.1, any other name is not taken.</summary>
    /// <exception cref="SettingsException"><see cref="Listen"/> is a name.</exception>
    internal IPAddress BindAddress() => Listen?.Host switch
    {
        "localhost" or null => IPAddress.Loopback,
        var host => IPAddress.TryParse(host, out var address)
            ? address
            : throw new SettingsException($"the admin address {Listen} must be an IP address or localhost, with a port."),
    };

    private static HostPort? Address(string text) =>
        IsOff(text) ? null
        : HostPort.TryParse(text, out var address, out var mistake) ? address
        : throw new SettingsException($"{ConfigPath}.listen: {mistake}");

    private static Uri? Endpoint(string text) =>
        IsOff(text) ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" ? endpoint
        : throw new SettingsException($"{ConfigPath}.otlp.endpoint is '{text}': it must be a URL such as http://127.0.0.1:4317, or off.");

    private static bool IsOff(string text) => text.Equals("off", StringComparison.OrdinalIgnoreCase);
}
