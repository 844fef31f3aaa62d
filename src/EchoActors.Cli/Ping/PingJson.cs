using EchoActors.Probing.Ping;
using EchoActors.Probing.Reports;

namespace EchoActors.Cli;

/// <summary>A ping for a program: a JSON object on a line for each event, documented in <c>docs/measuring.md</c>.</summary>
internal sealed class PingJson(Endpoint target) : IPingWriter
{
    private const int Version = 2;

    public void Write(PingEvent happened) => Console.WriteLine(happened switch
    {
        PingEvent.Connected connected => JsonReport.WriteLine(new
        {
            Version,
            Event = "connected",
            Local = connected.Local.ToString(),
            Remote = connected.Remote.ToString(),
            ResolveMicroseconds = connected.ResolveTime.TotalMicroseconds,
            ConnectMicroseconds = connected.ConnectTime.TotalMicroseconds,
            HandshakeMicroseconds = connected.HandshakeTime?.TotalMicroseconds,
            connected.Tried,
            Tls = TlsText.Json(connected.Tls),
        }),
        PingEvent.Echoed echoed => JsonReport.WriteLine(new
        {
            Version,
            Event = "echoed",
            echoed.Sequence,
            echoed.Bytes,
            RoundTripMicroseconds = echoed.RoundTrip.TotalMicroseconds,
        }),
        PingEvent.Lost lost => JsonReport.WriteLine(new
        {
            Version,
            Event = "lost",
            lost.Sequence,
            Cause = ErrorNames.Key(lost.Cause),
            lost.Message,
        }),
        PingEvent.Broken broken => JsonReport.WriteLine(new
        {
            Version,
            Event = "broken",
            Cause = ErrorNames.Key(broken.Cause),
            broken.Message,
        }),
        _ => throw new InvalidOperationException($"{happened} is not known to {nameof(PingJson)}."),
    });

    public void Write(PingFlow flow) => Console.WriteLine(JsonReport.WriteLine(new
    {
        Version,
        Event = "flow",
        flow.Ports,
        flow.Summary.Sent,
        flow.Summary.Echoed,
        flow.Summary.Lost,
        MinMicroseconds = flow.Summary.RoundTrips.Shortest?.TotalMicroseconds,
        P50Microseconds = flow.Summary.RoundTrips.Percentile(50)?.TotalMicroseconds,
        MaxMicroseconds = flow.Summary.RoundTrips.Longest?.TotalMicroseconds,
        SegmentsRetransmitted = flow.Summary.Path?.Retransmitted,
    }));

    public void Write(PingSummary summary) => Console.WriteLine(JsonReport.WriteLine(new
    {
        Version,
        Event = "summary",
        Target = target.ToString(),
        summary.Sent,
        summary.Echoed,
        summary.Lost,
        summary.Faults,
        MinMicroseconds = summary.RoundTrips.Shortest?.TotalMicroseconds,
        MeanMicroseconds = summary.RoundTrips.Mean?.TotalMicroseconds,
        P50Microseconds = summary.RoundTrips.Percentile(50)?.TotalMicroseconds,
        P99Microseconds = summary.RoundTrips.Percentile(99)?.TotalMicroseconds,
        MaxMicroseconds = summary.RoundTrips.Longest?.TotalMicroseconds,
        JitterMicroseconds = summary.Jitter?.TotalMicroseconds,
        PathRttMicroseconds = summary.Path?.RoundTrip.TotalMicroseconds,
        PathRttVariationMicroseconds = summary.Path?.RoundTripVariation.TotalMicroseconds,
        summary.Path?.PathMtu,
        summary.Path?.SegmentsSent,
        SegmentsRetransmitted = summary.Path?.Retransmitted,
    }));
}
