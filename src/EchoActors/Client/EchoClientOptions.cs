using System.Net.Sockets;
using Akka.Configuration;
using EchoActors.Configuration;
using EchoActors.Filters;
using EchoActors.Filters.Tls;
using EchoActors.Transport;

namespace EchoActors.Client;

/// <summary>
/// How an <see cref="EchoClient"/> behaves. Read from HOCON <c>echoactors.client</c>; every default has its reason in
/// <c>reference.conf</c>. A duration is at most 24 days. Options out of range are refused where they are used.
/// </summary>
public sealed record EchoClientOptions
{
    /// <summary>The HOCON path that <see cref="FromConfig"/> reads.</summary>
    public const string ConfigPath = "echoactors.client";

    /// <summary>
    /// The longest time to resolve the name, and for one address to accept the connection. At least 1 ms; default 3 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The longest time without progress while an answer is outstanding: bytes sent but not yet returned, or the end of the
    /// stream after the last byte. At least 1 ms, <see langword="null"/> for no limit; default 10 s.
    /// </summary>
    public TimeSpan? AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// One deadline over resolving, connecting and the whole exchange. At least 1 ms, <see langword="null"/> (the
    /// default) for none.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// How many bytes may be sent and not yet returned by those who stream through a client. 4 KiB to 1 GiB; default 8 MiB.
    /// </summary>
    public int Window { get; init; } = 8 * 1024 * 1024;

    /// <summary>The most bytes read from or written to the socket at once. 512 B to 1 MiB; default 64 KiB.</summary>
    public int FrameSize { get; init; } = 64 * 1024;

    /// <summary>The transport: it owns the socket and carries the bytes. Default <see cref="EchoTransport.AkkaIo"/>.</summary>
    public EchoTransport Transport { get; init; } = EchoTransport.AkkaIo;

    /// <summary>
    /// Which addresses of a name to use: <see cref="AddressFamily.InterNetwork"/> for IPv4 only,
    /// <see cref="AddressFamily.InterNetworkV6"/> for IPv6 only, <see cref="AddressFamily.Unspecified"/> (the default)
    /// for both in the resolver's order (RFC 6724).
    /// </summary>
    public AddressFamily AddressFamily { get; init; } = AddressFamily.Unspecified;

    /// <summary>The source port of the connection; 0 (the default) for any.</summary>
    internal int SourcePort { get; init; }

    /// <summary>Which servers to accept at a <c>tls://</c> endpoint.</summary>
    public TlsClientOptions Tls { get; init; } = new();

    /// <summary>The header of the PROXY protocol to send before the stream, as a proxy would; null (the default) for none.</summary>
    public ProxyHeaderToSend? ProxyHeader { get; init; }

    /// <summary>Reads and checks the options below <c>echoactors.client</c>, with <c>reference.conf</c> behind them.</summary>
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of range; the message names it.</exception>
    public static EchoClientOptions FromConfig(Config config)
    {
        var settings = new SettingsReader(config, ConfigPath);
        return new EchoClientOptions
        {
            ConnectTimeout = settings.Value(EchoClientSettings.ConnectTimeout),
            AnswerTimeout = settings.ValueOrOff(EchoClientSettings.AnswerTimeout),
            Timeout = settings.ValueOrOff(EchoClientSettings.Timeout),
            Window = settings.Value(EchoClientSettings.Window),
            FrameSize = settings.Value(EchoClientSettings.FrameSize),
            Transport = settings.Transport(),
            AddressFamily = settings.Choice(
                "address-family",
                ("any", AddressFamily.Unspecified),
                ("ipv4", AddressFamily.InterNetwork),
                ("ipv6", AddressFamily.InterNetworkV6)),
            Tls = TlsClientSettings.Read(settings),
        };
    }

    /// <summary>These options, if each is in its range.</summary>
    /// <exception cref="SettingsException">One is not; the message names its setting and says what would be right.</exception>
    public EchoClientOptions Checked()
    {
        EchoClientSettings.ConnectTimeout.Require(ConnectTimeout);
        EchoClientSettings.AnswerTimeout.RequireOrOff(AnswerTimeout);
        EchoClientSettings.Timeout.RequireOrOff(Timeout);
        EchoClientSettings.Window.Require(Window);
        EchoClientSettings.FrameSize.Require(FrameSize);
        Transports.Require(ConfigPath, Transport);
        return AddressFamily is AddressFamily.Unspecified or AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            ? this
            : throw new SettingsException($"{ConfigPath}.address-family is '{AddressFamily}': it must be one of any, ipv4, ipv6.");
    }
}
