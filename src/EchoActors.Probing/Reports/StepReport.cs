using System.Globalization;
using EchoActors.Probing.Load;

namespace EchoActors.Probing.Reports;

/// <summary>One step of a load.</summary>
public sealed record StepReport
{
    /// <summary>Sends per second that were due, in an open loop.</summary>
    public double? RequestedRatePerSecond { get; init; }

    /// <summary>Messages echoed per second.</summary>
    public required double AchievedRatePerSecond { get; init; }

    /// <summary>Bytes echoed per second, each counted once.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>From the start to the last echo.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Messages sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages that came back whole and unchanged.</summary>
    public required long Echoed { get; init; }

    /// <summary>Messages that were sent and did not come back.</summary>
    public required long Lost { get; init; }

    /// <summary>Sends that were due and dropped, in an open loop.</summary>
    public long? Dropped { get; init; }

    /// <summary>Connections that ended badly.</summary>
    public required long Errors { get; init; }

    /// <summary>The kernel's round trip of the slowest connection (<c>TCP_INFO</c>, Linux).</summary>
    public double? PathRttMicroseconds { get; init; }

    /// <summary>The largest packet that its path is known to carry, in bytes.</summary>
    public int? PathMtu { get; init; }

    /// <summary>Segments with payload that were sent.</summary>
    public long? SegmentsSent { get; init; }

    /// <summary>Those of them that were sent again.</summary>
    public long? SegmentsRetransmitted { get; init; }

    /// <summary>Of a ramp or a search, whether the rate held.</summary>
    public bool? Held { get; init; }

    /// <summary>Latency; in an open loop from when each send was due.</summary>
    public required IReadOnlyDictionary<string, double> LatencyMicroseconds { get; init; }

    /// <summary>In an open loop, latency from when each send was made.</summary>
    public IReadOnlyDictionary<string, double>? UncorrectedMicroseconds { get; init; }

    /// <summary>In an open loop, how long after it was due each send was made.</summary>
    public IReadOnlyDictionary<string, double>? SendDelayMicroseconds { get; init; }

    /// <summary>How long connections took to be established.</summary>
    public required IReadOnlyDictionary<string, double> ConnectMicroseconds { get; init; }

    /// <summary>How long their TLS handshakes took after that; null without TLS.</summary>
    public IReadOnlyDictionary<string, double>? HandshakeMicroseconds { get; init; }

    /// <summary>How many TLS handshakes were made; null without TLS.</summary>
    public long? Handshakes { get; init; }

    /// <summary>Those of them that resumed an earlier session.</summary>
    public long? HandshakesResumed { get; init; }

    /// <summary>With a connection for each message, TLS handshakes per second.</summary>
    public double? HandshakesPerSecond { get; init; }

    internal static StepReport Of(LoadMeasurement step, LoadResult result, IReadOnlyList<double> percentiles)
    {
        var handshakes = result.Options.Churn ? step.HandshakeTime : result.HandshakeTime;
        var isTls = handshakes.Count > 0;
        return new StepReport
        {
            RequestedRatePerSecond = step.Step.Rate,
            AchievedRatePerSecond = Math.Round(step.Rate, 1),
            BytesPerSecond = Math.Round(step.BytesPerSecond),
            ElapsedSeconds = Math.Round(step.Elapsed.TotalSeconds, 6),
            Sent = step.Counts.Sent,
            Echoed = step.Counts.Echoed,
            Lost = step.Counts.Lost,
            Dropped = step.Step.Rate is null ? null : step.Counts.Dropped,
            Errors = step.ErrorCount,
            PathRttMicroseconds = step.Path?.RoundTrip.TotalMicroseconds,
            PathMtu = step.Path?.PathMtu,
            SegmentsSent = step.Path?.SegmentsSent,
            SegmentsRetransmitted = step.Path?.Retransmitted,
            Held = result.Options.Plan.IsSearch ? result.Options.Plan.Held(step) : null,
            LatencyMicroseconds = Figures(step.Latency, percentiles)!,
            UncorrectedMicroseconds = Figures(step.Uncorrected, percentiles),
            SendDelayMicroseconds = Figures(step.SendDelay, percentiles),
            ConnectMicroseconds = Figures(result.Options.Churn ? step.ConnectTime : result.ConnectTime, percentiles)!,
            HandshakeMicroseconds = isTls ? Figures(handshakes, percentiles) : null,
            Handshakes = isTls ? handshakes.Count : null,
            HandshakesResumed = isTls ? result.Options.Churn ? step.Resumed : result.Resumed : null,
            HandshakesPerSecond = isTls && result.Options.Churn ? Math.Round(step.HandshakeRate, 1) : null,
        };
    }

    private static Dictionary<string, double>? Figures(DurationHistogram? histogram, IReadOnlyList<double> percentiles)
    {
        if (histogram is null)
        {
            return null;
        }

        var figures = new Dictionary<string, double>();
        Add("min", histogram.Shortest);
        Add("mean", histogram.Mean);
        foreach (var percentile in percentiles)
        {
            Add(PercentileName(percentile), histogram.Percentile(percentile));
        }

        Add("max", histogram.Longest);
        return figures;

        void Add(string name, TimeSpan? figure)
        {
            if (figure is { } known)
            {
                figures[name] = known.TotalMicroseconds;
            }
        }
    }

    /// <summary>A percentile as people write it: <c>p99.9</c>.</summary>
    public static string PercentileName(double percentile) => "p" + percentile.ToString(CultureInfo.InvariantCulture);
}
