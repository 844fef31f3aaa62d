using EchoActors.Mesh.Membership;
using Google.Protobuf;

namespace EchoActors.Mesh.Wire;

/// <summary>
/// A node's report as bytes, and back. A state that this version does not know is read as unknown. Texts are made printable:
/// they come from another machine and go to logs, terminals and pages.
/// </summary>
internal static class NodeReportFormat
{
    private const int LongestText = 300;

    public static ByteString Write(NodeReport report) => ToMessage(report).ToByteString();

    public static NodeReport Read(ByteString bytes) => FromMessage(NodeReportMessage.Parser.ParseFrom(bytes));

    private static NodeReportMessage ToMessage(NodeReport report)
    {
        var message = new NodeReportMessage
        {
            Name = report.Name,
            EchoHost = report.Echo.Host,
            EchoPort = (uint)report.Echo.Port,
            EchoIsTls = report.Echo.Scheme == EndpointScheme.Tls,
        };
        message.Paths.AddRange(report.Paths.Select(ToMessage));
        message.Departures.AddRange(report.Departures.Select(ToMessage));
        return message;
    }

    private static PathMessage ToMessage(MeshPath path)
    {
        var message = new PathMessage
        {
            To = path.To,
            State = path.State switch
            {
                PathState.Up => PathStateMessage.Up,
                PathState.Slow => PathStateMessage.Slow,
                PathState.Losing => PathStateMessage.Losing,
                PathState.Down => PathStateMessage.Down,
                _ => PathStateMessage.Unknown,
            },
            SinceUnixMs = path.Since.ToUnixTimeMilliseconds(),
            Probes = (uint)path.Probes,
            Lost = (uint)path.Lost,
            Mismatches = (uint)path.Mismatches,
        };
        if (path is { P50: { } p50, P99: { } p99 })
        {
            message.P50Us = (ulong)p50.TotalMicroseconds;
            message.P99Us = (ulong)p99.TotalMicroseconds;
        }

        if (path.ConnectTime is { } connect)
        {
            message.ConnectUs = (ulong)connect.TotalMicroseconds;
        }

        if (path is { LastError: { } error, LastErrorAt: { } at })
        {
            message.LastError = error;
            message.LastErrorAtUnixMs = at.ToUnixTimeMilliseconds();
        }

        if (path is { KernelRoundTrip: { } rtt, Retransmitted: { } retransmitted })
        {
            message.KernelRttUs = (ulong)rtt.TotalMicroseconds;
            message.Retransmitted = (ulong)retransmitted;
        }

        return message;
    }

    private static NodeReport FromMessage(NodeReportMessage message) => new(
        Text(message.Name),
        EchoOf(message),
        [.. message.Paths.Select(FromMessage)],
        [.. message.Departures.Select(FromMessage)]);

    private static Endpoint EchoOf(NodeReportMessage message)
    {
        var address = new HostPort(Text(message.EchoHost), (int)message.EchoPort);
        return message.EchoIsTls ? Endpoint.Tls(address) : address;
    }

    private static DepartureMessage ToMessage(Departure departure) => new()
    {
        Node = departure.Node,
        Uid = departure.Uid,
        Name = departure.Name,
        SinceUnixMs = departure.Since.ToUnixTimeMilliseconds(),
        LastSeenUnixMs = departure.LastSeen.ToUnixTimeMilliseconds(),
        IsForgotten = departure.IsForgotten,
    };

    private static Departure FromMessage(DepartureMessage message) => new(
        Text(message.Node),
        message.Uid,
        Text(message.Name),
        DateTimeOffset.FromUnixTimeMilliseconds(message.SinceUnixMs),
        DateTimeOffset.FromUnixTimeMilliseconds(message.LastSeenUnixMs),
        message.IsForgotten);

    private static string Text(string text) =>
        PrintableText.Format(text.Length <= LongestText ? text : text[..LongestText] + "…");

    private static MeshPath FromMessage(PathMessage message) => new(
        Text(message.To),
        message.State switch
        {
            PathStateMessage.Up => PathState.Up,
            PathStateMessage.Slow => PathState.Slow,
            PathStateMessage.Losing => PathState.Losing,
            PathStateMessage.Down => PathState.Down,
            _ => PathState.Unknown,
        },
        DateTimeOffset.FromUnixTimeMilliseconds(message.SinceUnixMs),
        (int)message.Probes,
        (int)message.Lost,
        (int)message.Mismatches,
        message.HasP50Us ? TimeSpan.FromMicroseconds(message.P50Us) : null,
        message.HasP99Us ? TimeSpan.FromMicroseconds(message.P99Us) : null,
        message.HasConnectUs ? TimeSpan.FromMicroseconds(message.ConnectUs) : null,
        message.HasLastError ? Text(message.LastError) : null,
        message.HasLastErrorAtUnixMs ? DateTimeOffset.FromUnixTimeMilliseconds(message.LastErrorAtUnixMs) : null)
    {
        KernelRoundTrip = message.HasKernelRttUs ? TimeSpan.FromMicroseconds(message.KernelRttUs) : null,
        Retransmitted = message.HasRetransmitted ? (long)message.Retransmitted : null,
    };
}
