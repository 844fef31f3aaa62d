using EchoActors.Client;
using EchoActors.Configuration;
using EchoActors.Filters;
using EchoActors.Filters.Tls;
using EchoActors.Transport;

namespace EchoActors.Probing.Ping;

/// <summary>The target, number, pace and size of the probes of a ping.</summary>
public sealed record PingOptions
{
    /// <summary>The echo server.</summary>
    public required Endpoint Target { get; init; }

    /// <summary>How many probes, at least 1, or <see langword="null"/> (the default) until it is cancelled.</summary>
    public long? Count { get; init; }

    /// <summary>From one probe to the next. 1 ms to 24 days; default 1 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for a connection, and for an echo. 1 ms to 24 days; default 3 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many bytes each probe has. 1 B to 16 MiB; default 64 B.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Whether each probe has a connection of its own. Default false.</summary>
    public bool Reconnect { get; init; }

    /// <summary>What owns the socket. Default <see cref="EchoTransport.AkkaIo"/>.</summary>
    public EchoTransport Transport { get; init; } = EchoTransport.AkkaIo;

    /// <summary>Which addresses of a name to use, as in <see cref="EchoClientOptions.AddressFamily"/>.</summary>
    public System.Net.Sockets.AddressFamily AddressFamily { get; init; }

    /// <summary>Which servers to accept at a <c>tls://</c> target.</summary>
    public TlsClientOptions Tls { get; init; } = new();

    /// <summary>The header of the PROXY protocol to send first, as a proxy would; null (the default) for none.</summary>
    public ProxyHeaderToSend? ProxyHeader { get; init; }

    /// <summary>These options, if each is in its range.</summary>
    /// <exception cref="SettingsException">One is not; the message names it and says what would be right.</exception>
    public PingOptions Checked()
    {
        PingSettings.Count.RequireOrOff(Count);
        PingSettings.Interval.Require(Interval);
        PingSettings.Timeout.Require(Timeout);
        PingSettings.Size.Require(Size);
        return this;
    }
}
