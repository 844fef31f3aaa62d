using System.Net.Sockets;
using EchoActors.Client;
using EchoActors.Configuration;
using EchoActors.Filters.Tls;

namespace EchoActors.Probing.Check;

/// <summary>The target of a check, its parts and their sizes.</summary>
public sealed record CheckOptions
{
    /// <summary>The echo server: <c>HOST:PORT</c> or <c>tls://HOST:PORT</c>.</summary>
    public required Endpoint Target { get; init; }

    /// <summary>Which servers to accept at a <c>tls://</c> target.</summary>
    public TlsClientOptions Tls { get; init; } = new();

    /// <summary>The parts to show, by name (<see cref="PartNames.All"/>); empty (the default) for all.</summary>
    public IReadOnlySet<string> Only { get; init; } = new HashSet<string>();

    /// <summary>The parts to leave out, by name. Default none.</summary>
    public IReadOnlySet<string> Skip { get; init; } = new HashSet<string>();

    /// <summary>How many source ports <c>flows</c> compares. 3 to 1,024; default 64.</summary>
    public int Flows { get; init; } = 64;

    /// <summary>How many connections <c>burst</c> opens at once. 1 to 1,024; default 128.</summary>
    public int Burst { get; init; } = 128;

    /// <summary>Whether to leave out <c>burst</c>, which a firewall may take for an attack. Default false.</summary>
    public bool Gentle { get; init; }

    /// <summary>How long <c>throughput</c> streams. 1 ms to 24 days; default 3 s.</summary>
    public TimeSpan Throughput { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest silence that <c>idle</c> tries. At least 1 s; <see langword="null"/> (the default) leaves it out.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>How long to wait for a connection, and for more of an echo. 1 ms to 24 days; default 3 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>When the whole check ends, done or not; <see langword="null"/> (the default) for no limit.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Which addresses of a name to use, as in <see cref="EchoClientOptions.AddressFamily"/>.</summary>
    public AddressFamily AddressFamily { get; init; }

    /// <summary>These options, if each is in its range.</summary>
    /// <exception cref="SettingsException">One is not; the message names it and says what would be right.</exception>
    public CheckOptions Checked()
    {
        if (Target.Scheme == EndpointScheme.Unix)
        {
            throw new SettingsException($"'{Target}' can't be checked: a Unix socket has no path between hosts; ping and send take it, check takes HOST:PORT or tls://HOST:PORT.");
        }

        CheckSettings.Flows.Require(Flows);
        CheckSettings.Burst.Require(Burst);
        CheckSettings.Throughput.Require(Throughput);
        CheckSettings.Idle.RequireOrOff(Idle);
        CheckSettings.Timeout.Require(Timeout);
        CheckSettings.Deadline.RequireOrOff(Deadline);
        if (!PartNames.All.Any(Includes))
        {
            throw new SettingsException("no part of the check is left: each one that is asked for is also left out.");
        }

        return Only.Concat(Skip).FirstOrDefault(name => !PartNames.All.Contains(name)) is { } unknown
            ? throw new SettingsException($"'{unknown}' is not a part of a check: there are {string.Join(", ", PartNames.All)}.")
            : this;
    }

    /// <summary>Whether the part with this name is asked for.</summary>
    internal bool Includes(string part) =>
        (Only.Count == 0 ? part != PartNames.Tls || Target.Scheme == EndpointScheme.Tls : Only.Contains(part)) && !Skip.Contains(part);
}
