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

    private int? _frameSize; // that was asked for

    /// <summary>Where to listen; at least one address. Port 0 takes a free port. Default <c>0.0.0.0:3000</c>.</summary>
    public IReadOnlyList<EchoListenerOptions> Listen { get; init; } = [new HostPort("0.0.0.0", 3000)];

    /// <summary>
    /// How long a new connection may take for what comes before its first byte of payload: a PROXY header, a TLS handshake. At
    /// least 1 ms; default 5 s.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many connections of a listener may be in their handshake at once; one more ends the oldest. They count apart from
    /// <see cref="MaxConnections"/>; the server lowers both where the process's descriptor limit or memory is less. 1 to 100,000;
    /// default 4,096.
    /// </summary>
    public int MaxHandshakes { get; init; } = 4096;

    /// <summary>The permissions of a Unix socket's file, as chmod(1) has them in octal. Default 0660.</summary>
    public UnixFileMode UnixMode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>How many clients may wait to be accepted, as in listen(2). 1 to 65,535; default 4,096.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>
    /// How many clients at once over all listeners; the server lowers it to what the process's descriptor limit and memory allow.
    /// 1 to 1,000,000; default 16,384.
    /// </summary>
    public int MaxConnections { get; init; } = 16384;

    /// <summary>
    /// How many descriptors the process keeps below its limit for others than this server's clients, besides the 64 that it
    /// always keeps: the sockets of an admin address. Set by the host, not by HOCON; default 0.
    /// </summary>
    public int ReservedDescriptors { get; init; }

    /// <summary>
    /// How many servers share the descriptors and the memory of this process, this one among them: each takes its part. Set by the
    /// host, not by HOCON; at least 1, the default.
    /// </summary>
    public int ServersInProcess { get; init; } = 1;

    /// <summary>
    /// Whether faults can be put in force while the server runs: each connection passes a filter then, which costs a little. Set by a
    /// host that has a door with authority, not by HOCON; default no.
    /// </summary>
    public bool FaultsCanChange { get; init; }

    /// <summary>How many clients at once from one address. 1 to 1,000,000; <see langword="null"/> (the default) for no limit.</summary>
    public int? MaxConnectionsPerAddress { get; init; }

    /// <summary>
    /// How long a client may neither send anything nor read its echoes before it is closed. At least 1 ms;
    /// <see langword="null"/> (the default) for no limit.
    /// </summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// How long a client may acknowledge none of its outstanding echoes before it is reset, whether they are held here or by
    /// the kernel, while it is served and while it is closed. It passes at most a quarter late. At least 1 ms; default 60 s.
    /// </summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a graceful stop serves clients that go on sending, or that don't read their echoes, before it resets them. At least
    /// 1 ms; default 10 s.
    /// </summary>
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
    /// buffer. 512 B to 1 MiB; default 8 KiB, and 64 KiB with <see cref="EchoTransport.Direct"/>, whose idle connections keep none.
    /// </summary>
    public int FrameSize
    {
        get => _frameSize ?? (Transport == EchoTransport.Direct ? 64 * 1024 : 8 * 1024);
        init => _frameSize = value;
    }

    /// <summary>The transport: it owns the sockets and carries the bytes. Default <see cref="EchoTransport.AkkaIo"/>.</summary>
    public EchoTransport Transport { get; init; } = EchoTransport.AkkaIo;

    /// <summary>
    /// What the kernel may hold of what is sent to one client, as <c>SO_SNDBUF</c> in socket(7), which reserves twice as
    /// much for its bookkeeping. 4 KiB to 64 MiB; <see langword="null"/> leaves it to the system; default 128 KiB.
    /// </summary>
    public int? SendBuffer { get; init; } = 128 * 1024;

    /// <summary>
    /// What the kernel may hold of what one client sent and the server has not read, as <c>SO_RCVBUF</c> in socket(7),
    /// which reserves twice as much for its bookkeeping. 4 KiB to 64 MiB; <see langword="null"/> leaves it to the system;
    /// default 160 KiB.
    /// </summary>
    public int? ReceiveBuffer { get; init; } = 160 * 1024;

    /// <summary>
    /// How many bytes the kernel takes that it can't send yet, as <c>TCP_NOTSENT_LOWAT</c> in linux/tcp.h; Linux only.
    /// 4 KiB to 64 MiB; <see langword="null"/> for <see cref="SendBuffer"/> alone; default 64 KiB.
    /// </summary>
    public int? NotSentLowWatermark { get; init; } = 64 * 1024;

    /// <summary>
    /// The silence after which keepalive probes are sent, as <c>TCP_KEEPIDLE</c> in tcp(7). 1 s to 32,767 s;
    /// <see langword="null"/> for none; default 30 s.
    /// </summary>
    public TimeSpan? Keepalive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time between two keepalive probes, as <c>TCP_KEEPINTVL</c> in tcp(7). 1 s to 32,767 s; default 10 s.</summary>
    public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many keepalive probes stay unanswered before the client is given up, as <c>TCP_KEEPCNT</c> in tcp(7); with
    /// <see cref="UserTimeout"/> Linux counts that time instead. 1 to 127; default 3.
    /// </summary>
    public int KeepaliveCount { get; init; } = 3;

    /// <summary>
    /// How long sent bytes and keepalive probes may stay unacknowledged before the kernel gives the client up, as
    /// <c>TCP_USER_TIMEOUT</c> in tcp(7); Linux only. Not shorter than <see cref="SendTimeout"/>, at most 24 days;
    /// <see langword="null"/> leaves it to the system; default 70 s.
    /// </summary>
    public TimeSpan? UserTimeout { get; init; } = TimeSpan.FromSeconds(70);

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
    public static EchoServerOptions FromConfig(Config config) => Read(config).Checked();

    /// <summary>Reads the options as <see cref="FromConfig"/> does, without whether they agree with each other: flags may still change them.</summary>
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of range; the message names it.</exception>
    internal static EchoServerOptions Read(Config config)
    {
        var settings = new SettingsReader(config, ConfigPath);
        return new EchoServerOptions
        {
            Listen = ListenerReader.Read($"{ConfigPath}.listen", settings.Raw("listen")),
            HandshakeTimeout = settings.Value(EchoServerSettings.HandshakeTimeout),
            MaxHandshakes = settings.Value(EchoServerSettings.MaxHandshakes),
            UnixMode = EchoServerSettings.UnixMode(settings.Text("unix-mode")),
            Backlog = settings.Value(EchoServerSettings.Backlog),
            MaxConnections = settings.Value(EchoServerSettings.MaxConnections),
            MaxConnectionsPerAddress = settings.ValueOrOff(EchoServerSettings.MaxConnectionsPerAddress),
            IdleTimeout = settings.ValueOrOff(EchoServerSettings.IdleTimeout),
            SendTimeout = settings.Value(EchoServerSettings.SendTimeout),
            DrainTimeout = settings.Value(EchoServerSettings.DrainTimeout),
            DrainQuietPeriod = settings.Value(EchoServerSettings.DrainQuietPeriod),
            EchoWindow = settings.Value(EchoServerSettings.EchoWindow),
            _frameSize = settings.ValueOrAuto(EchoServerSettings.FrameSize),
            Transport = settings.Transport(),
            SendBuffer = settings.ValueOrOff(EchoServerSettings.SendBuffer),
            ReceiveBuffer = settings.ValueOrOff(EchoServerSettings.ReceiveBuffer),
            NotSentLowWatermark = settings.ValueOrOff(EchoServerSettings.NotSentLowWatermark),
            Keepalive = settings.ValueOrOff(EchoServerSettings.Keepalive),
            KeepaliveInterval = settings.Value(EchoServerSettings.KeepaliveInterval),
            KeepaliveCount = settings.Value(EchoServerSettings.KeepaliveCount),
            UserTimeout = settings.ValueOrOff(EchoServerSettings.UserTimeout),
            RebindMinBackoff = settings.Value(EchoServerSettings.RebindMinBackoff),
            RebindMaxBackoff = settings.Value(EchoServerSettings.RebindMaxBackoff),
            LogConnections = settings.Switch("log-connections"),
            Transcript = settings.Switch("transcript"),
        };
    }

    /// <summary>These options with those of <paramref name="other"/> that a running server can take up.</summary>
    internal EchoServerOptions Reloaded(EchoServerOptions other) => this with
    {
        MaxConnections = other.MaxConnections,
        MaxConnectionsPerAddress = other.MaxConnectionsPerAddress,
        IdleTimeout = other.IdleTimeout,
        SendTimeout = other.SendTimeout,
        EchoWindow = other.EchoWindow,
        LogConnections = other.LogConnections,
        Transcript = other.Transcript,
    };

    /// <summary>These options, if each is in its range and they agree with each other.</summary>
    /// <exception cref="SettingsException">One is not; the message names its setting and says what would be right.</exception>
    public EchoServerOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ServersInProcess, 1);
        EchoServerSettings.Backlog.Require(Backlog);
        EchoServerSettings.HandshakeTimeout.Require(HandshakeTimeout);
        EchoServerSettings.MaxHandshakes.Require(MaxHandshakes);
        EchoServerSettings.MaxConnections.Require(MaxConnections);
        EchoServerSettings.MaxConnectionsPerAddress.RequireOrOff(MaxConnectionsPerAddress);
        EchoServerSettings.IdleTimeout.RequireOrOff(IdleTimeout);
        EchoServerSettings.SendTimeout.Require(SendTimeout);
        EchoServerSettings.DrainTimeout.Require(DrainTimeout);
        EchoServerSettings.DrainQuietPeriod.Require(DrainQuietPeriod);
        EchoServerSettings.EchoWindow.Require(EchoWindow);
        EchoServerSettings.FrameSize.Require(FrameSize);
        EchoServerSettings.SendBuffer.RequireOrOff(SendBuffer);
        EchoServerSettings.ReceiveBuffer.RequireOrOff(ReceiveBuffer);
        EchoServerSettings.NotSentLowWatermark.RequireOrOff(NotSentLowWatermark);
        EchoServerSettings.Keepalive.RequireOrOff(Keepalive);
        EchoServerSettings.KeepaliveInterval.Require(KeepaliveInterval);
        EchoServerSettings.KeepaliveCount.Require(KeepaliveCount);
        EchoServerSettings.UserTimeout.RequireOrOff(UserTimeout);
        EchoServerSettings.RebindMinBackoff.Require(RebindMinBackoff);
        EchoServerSettings.RebindMaxBackoff.Require(RebindMaxBackoff);
        Transports.Require(ConfigPath, Transport);
        if (Listen.Count == 0)
        {
            throw new SettingsException($"{ConfigPath}.listen is '[]': it must be a list of at least 1 HOST:PORT.");
        }

        foreach (var listener in Listen)
        {
            listener.Check(MaxConnectionsPerAddress);
        }

        if (UserTimeout < SendTimeout) // the kernel would give up a client that send-timeout still waits for
        {
            throw new SettingsException(
                $"{EchoServerSettings.UserTimeout.Name} is shorter than {EchoServerSettings.SendTimeout.Name}: it must not be; raise it, or switch it off.");
        }

        return RebindMinBackoff <= RebindMaxBackoff
            ? this
            : throw new SettingsException(
                $"{EchoServerSettings.RebindMinBackoff.Name} is longer than {EchoServerSettings.RebindMaxBackoff.Name}: it must not be.");
    }
}
