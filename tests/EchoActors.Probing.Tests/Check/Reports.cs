using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;
using EchoActors.Transport;

namespace EchoActors.Probing.Tests.Check;

/// <summary>Conversations as a network would make them.</summary>
internal static class Reports
{
    public static readonly HostPort Server = new("192.0.2.7", 3000);

    public static readonly TcpPathInfo Kernel = new()
    {
        SendSegment = 1448,
        PathMtu = 1500,
        RoundTrip = TimeSpan.FromMilliseconds(1),
        RoundTripVariation = TimeSpan.FromMilliseconds(0.1),
        ShortestRoundTrip = TimeSpan.FromMilliseconds(0.9),
        CongestionWindow = 10,
        Reordering = 3,
        SegmentsSent = 20,
        SegmentsReceived = 20,
        Retransmitted = 0,
        Duplicates = 0,
        OutOfOrder = 0,
        HasUnacknowledged = false,
    };

    /// <summary>A connection, and an echo for each round trip.</summary>
    public static ConversationReport Whole(int port = 40000, params double[] milliseconds) => new()
    {
        Connection = new EchoClient.Connected(new HostPort("192.0.2.1", port), Server, TimeSpan.Zero, TimeSpan.FromMilliseconds(1)),
        RoundTrips = [.. milliseconds.Select(TimeSpan.FromMilliseconds)],
        Kernel = Kernel,
    };

    public static ConversationReport NotConnected(EchoEnd end) => new()
    {
        Failure = new EchoOutcome(end, $"no connection: {end}.", 0, 0, Connected: false),
    };

    /// <summary>A connection that ended, or was silent, after some echoes.</summary>
    public static ConversationReport Broken(EchoEnd end, bool acknowledged = true, long echoed = 0, params double[] milliseconds) =>
        Whole(40000, milliseconds) with
        {
            Failure = new EchoOutcome(end, $"broken: {end}.", 64, echoed, Connected: true),
            Kernel = Kernel with { HasUnacknowledged = !acknowledged },
        };
}
