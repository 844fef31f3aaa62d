using Akka.Configuration;
using EchoActors.Client;
using EchoActors.Configuration;
using EchoActors.Filters.Tls;
using EchoActors.Transport;

namespace EchoActors.Mesh;

/// <summary>
/// How a node of the mesh behaves. Read from HOCON <c>echoactors.mesh</c>; <c>reference.conf</c> has every default with its
/// reason.
/// </summary>
public sealed record MeshOptions
{
    /// <summary>The HOCON path that <see cref="FromConfig"/> reads.</summary>
    public const string ConfigPath = "echoactors.mesh";

    private const int LongestName = 100;

    private static readonly Config Reference =
        ReferenceConfig.Read(typeof(MeshOptions).Assembly, "EchoActors.Mesh.reference.conf");

    /// <summary>The display name of the node: printable, at most 100 characters. Default: its cluster address, <c>HOST:PORT</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The host that others reach the echo server at. Default: that of the cluster address.</summary>
    public string? PublicHost { get; init; }

    /// <summary>The cluster role of the nodes that take part. Default <c>echo</c>.</summary>
    public string Role { get; init; } = "echo";

    /// <summary>How often each path is probed. At least 10 ms; default 2 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a connection, and an answer, may take before the probe has failed. At least 1 ms and, times
    /// <see cref="DownAfter"/>, at most the interval; default 500 ms.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many bytes a probe sends. 1 B to 1 MiB; default 64 B.</summary>
    public int Size { get; init; } = 64;

    /// <summary>How many others each node probes. 1 to 1,000; <see langword="null"/> (the default) for all of them.</summary>
    public int? Fanout { get; init; }

    /// <summary>
    /// Which servers the probes accept of nodes that announce a <c>tls://</c> endpoint. Read from <c>echoactors.client.tls</c>.
    /// </summary>
    public TlsClientOptions Tls { get; init; } = new();

    /// <summary>What owns the sockets of the probes. Read from <c>echoactors.client.transport</c>; default Akka.IO.</summary>
    public EchoTransport Transport { get; init; } = EchoTransport.AkkaIo;

    /// <summary>How many of the latest probes the figures of a path cover. 2 to 1,000; default 60.</summary>
    public int Window { get; init; } = 60;

    /// <summary>How many points of history each node keeps of each path. 0 to 10,000; default 120.</summary>
    public int History { get; init; } = 120;

    /// <summary>How long a member that ended without leaving is shown as gone. At least 1 s; default 1 h.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The median round trip from which a path is slow. At least 1 µs; default 100 ms.</summary>
    public TimeSpan SlowEnter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The median round trip below which it is no longer slow. At most <see cref="SlowEnter"/>; default 80 ms.</summary>
    public TimeSpan SlowLeave { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>
    /// The part of the probes that fails from which a path is losing. Above 0, to 1; default 0.05. A single failed probe
    /// in the window is no reason.
    /// </summary>
    public double LosingEnter { get; init; } = 0.05;

    /// <summary>The part below which it is no longer losing. At most <see cref="LosingEnter"/>; default 0.02.</summary>
    public double LosingLeave { get; init; } = 0.02;

    /// <summary>How many probes in a row must fail for a path to be down. 1 to 100; default 2.</summary>
    public int DownAfter { get; init; } = 2;

    /// <summary>How many probes in a row must succeed for it to be up again. 1 to 100; default 2.</summary>
    public int UpAfter { get; init; } = 2;

    /// <summary>Reads and checks the options below <c>echoactors.mesh</c>, with <c>reference.conf</c> behind them.</summary>
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of range; the message names it.</exception>
    public static MeshOptions FromConfig(Config config)
    {
        var settings = new SettingsReader(config, ConfigPath, Reference);
        var client = EchoClientOptions.FromConfig(config);
        return new MeshOptions
        {
            Name = NullIfEmpty(settings.Text("name")),
            PublicHost = NullIfEmpty(settings.Text("public-host")),
            Role = settings.Text("role"),
            Interval = settings.Value(MeshSettings.Interval),
            Timeout = settings.Value(MeshSettings.Timeout),
            Size = settings.Value(MeshSettings.Size),
            Fanout = settings.ValueOrOff(MeshSettings.Fanout),
            Tls = client.Tls,
            Transport = client.Transport,
            Window = settings.Value(MeshSettings.Window),
            History = settings.Value(MeshSettings.History),
            ForgetAfter = settings.Value(MeshSettings.ForgetAfter),
            SlowEnter = settings.Value(MeshSettings.SlowEnter),
            SlowLeave = settings.Value(MeshSettings.SlowLeave),
            LosingEnter = settings.Value(MeshSettings.LosingEnter),
            LosingLeave = settings.Value(MeshSettings.LosingLeave),
            DownAfter = settings.Value(MeshSettings.DownAfter),
            UpAfter = settings.Value(MeshSettings.UpAfter),
        }.Checked();
    }

    /// <summary>These options, if each is in its range and they agree with each other.</summary>
    /// <exception cref="SettingsException">One is not; the message names its setting and says what would be right.</exception>
    public MeshOptions Checked()
    {
        MeshSettings.Interval.Require(Interval);
        MeshSettings.Timeout.Require(Timeout);
        MeshSettings.Size.Require(Size);
        MeshSettings.Fanout.RequireOrOff(Fanout);
        MeshSettings.Window.Require(Window);
        MeshSettings.History.Require(History);
        MeshSettings.ForgetAfter.Require(ForgetAfter);
        MeshSettings.SlowEnter.Require(SlowEnter);
        MeshSettings.SlowLeave.Require(SlowLeave);
        MeshSettings.LosingEnter.Require(LosingEnter);
        MeshSettings.LosingLeave.Require(LosingLeave);
        MeshSettings.DownAfter.Require(DownAfter);
        MeshSettings.UpAfter.Require(UpAfter);

        if (Name is { } name && (name.Length > LongestName || string.IsNullOrWhiteSpace(name) || PrintableText.Format(name) != name))
        {
            throw new SettingsException(
                $"{ConfigPath}.name is '{name}': it must be printable text of 1 to {LongestName} characters.");
        }

        if (PublicHost is { } host && !HostPort.TryParseHost(host, out _, out var mistake))
        {
            throw new SettingsException($"{ConfigPath}.public-host: {mistake}");
        }

        if (Timeout * DownAfter > Interval)
        {
            throw new SettingsException(
                $"{MeshSettings.Timeout.Name} is {Quantity.Format(Timeout)} and {MeshSettings.Interval.Name} is {Quantity.Format(Interval)}: "
                + $"{DownAfter} timeouts in a row must fit into one interval, so that a cut is seen within two intervals.");
        }

        if (SlowLeave > SlowEnter || LosingLeave > LosingEnter)
        {
            var state = SlowLeave > SlowEnter ? "slow" : "losing";
            throw new SettingsException($"{ConfigPath}.{state}.leave is above {ConfigPath}.{state}.enter: it must not be.");
        }

        return string.IsNullOrWhiteSpace(Role)
            ? throw new SettingsException($"{ConfigPath}.role is empty: name the cluster role of the nodes that take part.")
            : this;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
