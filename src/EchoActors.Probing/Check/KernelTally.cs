using System.Net;
using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;
using EchoActors.Transport;

namespace EchoActors.Probing.Check;

/// <summary>Adds up what the kernel has counted (<c>TCP_INFO</c>), and what the application saw beside it.</summary>
internal sealed class KernelTally
{
    /// <summary>Segments with payload that this end has sent, and those that it had to send again.</summary>
    public long Sent { get; private set; }

    public long Lost { get; private set; }

    /// <summary>Segments with payload that arrived, and those that arrived out of order.</summary>
    public long Received { get; private set; }

    public long OutOfOrder { get; private set; }

    /// <summary>The shortest round trip of a small message, as the kernel and as the application saw it.</summary>
    public TimeSpan? KernelRoundTrip { get; private set; }

    public TimeSpan? EchoRoundTrip { get; private set; }

    /// <summary>How many messages have come back.</summary>
    public long Echoes { get; private set; }

    /// <summary>Whether both ends are of this host: no link is between them, and what is reordered its processors have reordered.</summary>
    public bool IsWithinHost { get; private set; }

    /// <summary>The last connection that was asked about.</summary>
    public TcpPathInfo? Last { get; private set; }

    public void Add(ConversationReport report)
    {
        Add(report.Kernel);
        IsWithinHost = report.Connection is { } connection ? AreOneHost(connection) : IsWithinHost;
        Echoes += report.RoundTrips.Count;
        EchoRoundTrip = Shorter(EchoRoundTrip, report.RoundTrips.Count == 0 ? null : report.RoundTrips.Min());
    }

    public void Add(TcpPathInfo? kernel)
    {
        if (kernel is not { } info)
        {
            return;
        }

        Last = info;
        Sent += info.SegmentsSent;
        Lost += info.Lost;
        Received += info.SegmentsReceived;
        OutOfOrder += info.OutOfOrder;
        KernelRoundTrip = Shorter(KernelRoundTrip, info.ShortestRoundTrip > TimeSpan.Zero ? info.ShortestRoundTrip : null);
    }

    private static bool AreOneHost(EchoClient.Connected connection) =>
        connection.Local.Host == connection.Remote.Host || (IsLoopback(connection.Local) && IsLoopback(connection.Remote));

    private static bool IsLoopback(Endpoint end) => IPAddress.TryParse(end.Host, out var address) && IPAddress.IsLoopback(address);

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;
}
