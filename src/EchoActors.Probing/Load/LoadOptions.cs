using EchoActors.Client;
using EchoActors.Configuration;
using EchoActors.Transport;

namespace EchoActors.Probing.Load;

/// <summary>The target, connections, rates and messages of a load.</summary>
public sealed record LoadOptions
{
    /// <summary>The echo server.</summary>
    public required Endpoint Target { get; init; }

    /// <summary>Deadlines and sizes of each connection.</summary>
    public EchoClientOptions Client { get; init; } = new();

    /// <summary>
    /// What owns the sockets. Default <see cref="EchoTransport.Direct"/>: it adds the least to a round trip.
    /// </summary>
    public EchoTransport Transport { get; init; } = EchoTransport.Direct;

    /// <summary>How many connections at once. At least 1; default 1.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>The rates and their durations.</summary>
    public required IRatePlan Plan { get; init; }

    /// <summary>In a closed loop, how many messages each connection keeps outstanding. At least 1; default 1.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>The messages.</summary>
    public required Payload Payload { get; init; }

    /// <summary>How long the first step's load runs before anything counts. Zero, the default, for not at all.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.Zero;

    /// <summary>How many connections are opened per second, or <see langword="null"/> (the default) for as fast as they are established.</summary>
    public double? ConnectRate { get; init; }

    /// <summary>Whether each message is a connection of its own: connect, exchange, close. Default false.</summary>
    public bool Churn { get; init; }

    /// <summary>The length of one point of the time line. Default 1 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many significant digits the histogram of an interval has, 1 to 3. Default 2: the load sends nothing while it reads
    /// one, which takes some milliseconds with 3 digits and an eighth of that with 2. The result always has 3.
    /// </summary>
    public int IntervalDigits { get; init; } = 2;

    /// <summary>These options, if each is in its range.</summary>
    /// <exception cref="SettingsException">One is not; the message names it and says what would be right.</exception>
    public LoadOptions Checked()
    {
        LoadSettings.Connections.Require(Connections);
        LoadSettings.Pipeline.Require(Pipeline);
        LoadSettings.Warmup.Require(Warmup);
        LoadSettings.ConnectRate.RequireOrOff(ConnectRate);
        LoadSettings.Interval.Require(Interval);
        LoadSettings.IntervalDigits.Require(IntervalDigits);
        _ = Client.Checked();
        return this;
    }
}
