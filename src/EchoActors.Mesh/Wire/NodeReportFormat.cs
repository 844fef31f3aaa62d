using Google.Protobuf;

namespace EchoActors.Mesh.Wire;

/// <summary>A node's report as bytes, and back: what is read as nothing known was added by a newer version.</summary>
internal static class NodeReportFormat
{
    public static ByteString Write(NodeReport report) => ToMessage(report).ToByteString();

    public static NodeReport Read(ByteString bytes) => FromMessage(NodeReportMessage.Parser.ParseFrom(bytes));

    private static NodeReportMessage ToMessage(NodeReport report)
    {
        var message = new NodeReportMessage
        {
            Name = report.Name,
            EchoHost = report.Echo.Host,
            EchoPort = (uint)report.Echo.Port,
        };
        message.Paths.AddRange(report.Paths.Select(ToMessage));
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

        return message;
    }

    private static NodeReport FromMessage(NodeReportMessage message) => new(
        message.Name,
        new HostPort(message.EchoHost, (int)message.EchoPort),
        [.. message.Paths.Select(FromMessage)]);

    private static MeshPath FromMessage(PathMessage message) => new(
        message.To,
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
        message.HasLastError ? message.LastError : null,
        message.HasLastErrorAtUnixMs ? DateTimeOffset.FromUnixTimeMilliseconds(message.LastErrorAtUnixMs) : null);
}
