namespace EchoActors.Admin.Live;

/// <summary>One server's figures at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="Open">Clients connected.</param>
/// <param name="Received">Bytes read since the server started.</param>
/// <param name="Sent">Bytes given back since the server started.</param>
/// <param name="Unacknowledged">Bytes on their way back.</param>
/// <param name="ReceivedPerSecond">Bytes read a second since the sample before.</param>
/// <param name="SentPerSecond">Bytes given back a second since the sample before.</param>
public sealed record ServerSample(
    DateTimeOffset At, int Open, long Received, long Sent, long Unacknowledged, double ReceivedPerSecond, double SentPerSecond);
