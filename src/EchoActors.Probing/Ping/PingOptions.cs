using EchoActors.Client;

namespace EchoActors.Probing.Ping;

/// <summary>What a ping is made of.</summary>
public sealed record PingOptions
{
    /// <summary>The echo server.</summary>
    public required HostPort Target { get; init; }

    /// <summary>How many probes, or <see langword="null"/> (the default) until it is cancelled.</summary>
    public long? Count { get; init; }

    /// <summary>From one probe to the next. At least 1 ms; default 1 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for a connection, and for an echo. At least 1 ms; default 3 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many bytes each probe has. At least 1; default 64.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Whether each probe has a connection of its own. Default false.</summary>
    public bool Reconnect { get; init; }

    /// <summary>Which addresses of a name to use, as in <see cref="EchoClientOptions.AddressFamily"/>.</summary>
    public System.Net.Sockets.AddressFamily AddressFamily { get; init; }
}
