using Akka.Configuration;
using EchoActors.Configuration;
using EchoActors.Transport;

namespace EchoActors.Server;

/// <summary>
/// How an <see cref="EchoServer"/> behaves. Read from HOCON <c>echoactors.server</c>; every default has its reason in
/// <c>reference.conf</c>. A duration is at most 24 days. Options out of range are refused where they are used.
/// </summary>
public sealed record EchoServerOptions
{
    /// <summary>The HOCON path that <see cref="FromConfig"/> reads.</summary>
    public const string ConfigPath = "echoactors.server";

    /// <summary>Where to listen; at least one address. Port 0 takes a free port. Default <c>0.0.0.0:3000</c>.</summary>
    public IReadOnlyList<HostPort> Listen { get; init; } = [new HostPort("0.0.0.0", 3000)];

    /// <summary>How many clients may wait to be accepted, as in listen(2). 1 to 65,535; default 4,096.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>
    /// How many clients at once over all listeners; the server lowers it to stay below the process's descriptor limit.
    /// 1 to 1,000,000; default 16,384.
    /// </summary>
    public int MaxConnections { get; init; } = 16384;

    /// <summary>How many clients at once from one address. 1 to 1,000,000; <see langword="null"/> (the default) for no limit.</summary>
    public int? MaxConnectionsPerAddress { get; init; }

    /// <summary>
    /// How long a client may neither send anything nor read its echoes before it is closed. At least 1 ms;
    /// <see langword="null"/> (the default) for no limit.
    /// </summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// How long a client with outstanding echoes may read none of them before it is reset, while it is served and while it
    /// is closed. At least 1 ms; default 60 s.
    /// </summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a graceful stop serves clients that go on sending, or that don't read their echoes, before it resets them. At least 1 ms; default 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a client must have sent nothing before a graceful stop ends its stream. Half of <see cref="DrainTimeout"/> where
    /// that is shorter. At least 1 ms; default 1 s.
    /// </summary>
    public TimeSpan DrainQuietPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many bytes of one client may be written and not yet acknowledged before reading from it pauses. One
    /// more frame may be added to it. 512 B to 64 MiB; default 64 KiB.
    /// </summary>
    public int EchoWindow { get; init; } = 64 * 1024;

    /// <summary>
    /// The most bytes read or written at once; with <see cref="EchoTransport.AkkaIo"/> also each connection's receive
    /// buffer. 512 B to 1 MiB; default 8 KiB.
    /// </summary>
    public int FrameSize { get; init; } = 8 * 1024;

    /// <summary>What listens and carries the bytes. Default <see cref="EchoTransport.AkkaIo"/>.</summary>
    public EchoTransport Transport { get; init; } = EchoTransport.AkkaIo;

    /// <summary>
    /// The silence after which keepalive probes are sent, as <c>TCP_KEEPIDLE</c> in tcp(7). At least 1 s;
    /// at most 32,767 s; <see langword="null"/> for none; default 60 s.
    /// </summary>
    public TimeSpan? Keepalive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The first wait before a listener that died is bound again; it doubles each time. At least 1 ms; default 200 ms.</summary>
    public TimeSpan RebindMinBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before a listener that died is bound again. At least 1 ms; default 30 s.</summary>
    public TimeSpan RebindMaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether to log a line for every connection that ends. Default on.</summary>
    public bool LogConnections { get; init; } = true;

    /// <summary>Whether to log a line, with its data, for every chunk received and sent. Default off.</summary>
    public bool Transcript { get; init; }

    /// <summary>Reads and checks the options below <c>echoactors.server</c>, with <c>reference.conf</c> behind them.</summary>
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of range; the message names it.</exception>
    public static EchoServerOptions FromConfig(Config config)
    {
        var settings = new SettingsReader(config, ConfigPath);
        return new EchoServerOptions
        {
            Listen = settings.Addresses("listen", least: 1),
            Backlog = settings.Value(EchoServerSettings.Backlog),
            MaxConnections = settings.Value(EchoServerSettings.MaxConnections),
            MaxConnectionsPerAddress = settings.ValueOrOff(EchoServerSettings.MaxConnectionsPerAddress),
            IdleTimeout = settings.ValueOrOff(EchoServerSettings.IdleTimeout),
            SendTimeout = settings.Value(EchoServerSettings.SendTimeout),
            DrainTimeout = settings.Value(EchoServerSettings.DrainTimeout),
            DrainQuietPeriod = settings.Value(EchoServerSettings.DrainQuietPeriod),
            EchoWindow = settings.Value(EchoServerSettings.EchoWindow),
            FrameSize = settings.Value(EchoServerSettings.FrameSize),
            Transport = settings.Transport(),
            Keepalive = settings.ValueOrOff(EchoServerSettings.Keepalive),
            RebindMinBackoff = settings.Value(EchoServerSettings.RebindMinBackoff),
            RebindMaxBackoff = settings.Value(EchoServerSettings.RebindMaxBackoff),
            LogConnections = settings.Switch("log-connections"),
            Transcript = settings.Switch("transcript"),
        }.Checked();
    }

    /// <summary>These options, if each is in its range and they agree with each other.</summary>
    /// <exception cref="SettingsException">One is not; the message names its setting and says what would be right.</exception>
    public EchoServerOptions Checked()
    {
        EchoServerSettings.Backlog.Require(Backlog);
        EchoServerSettings.MaxConnections.Require(MaxConnections);
        EchoServerSettings.MaxConnectionsPerAddress.RequireOrOff(MaxConnectionsPerAddress);
        EchoServerSettings.IdleTimeout.RequireOrOff(IdleTimeout);
        EchoServerSettings.SendTimeout.Require(SendTimeout);
        EchoServerSettings.DrainTimeout.Require(DrainTimeout);
        EchoServerSettings.DrainQuietPeriod.Require(DrainQuietPeriod);
        EchoServerSettings.EchoWindow.Require(EchoWindow);
        EchoServerSettings.FrameSize.Require(FrameSize);
        EchoServerSettings.Keepalive.RequireOrOff(Keepalive);
        EchoServerSettings.RebindMinBackoff.Require(RebindMinBackoff);
        EchoServerSettings.RebindMaxBackoff.Require(RebindMaxBackoff);
        if (Listen.Count == 0)
        {
            throw new SettingsException($"{ConfigPath}.listen is '[]': it must be a list of at least 1 HOST:PORT.");
        }

        return RebindMinBackoff <= RebindMaxBackoff
            ? this
            : throw new SettingsException(
                $"{EchoServerSettings.RebindMinBackoff.Name} is longer than {EchoServerSettings.RebindMaxBackoff.Name}: it must not be.");
    }
}
