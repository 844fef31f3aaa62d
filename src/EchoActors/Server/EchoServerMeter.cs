using System.Diagnostics.Metrics;
using System.Text.Json;
using EchoActors.Filters;

namespace EchoActors.Server;

/// <summary>
/// The instruments of one server, read from its <see cref="EchoServerStatistics"/> when something collects them, and how
/// long chunks took, recorded only while something listens, for one in 64. Until then they cost nothing. Names and
/// units follow OpenTelemetry's semantic conventions.
/// </summary>
public sealed class EchoServerMeter : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "EchoActors.Server";

    /// <summary>The tag of the meter that has the server's name.</summary>
    public const string ServerTag = "echo.server";

    /// <summary>The name of the histogram of how long echoes take, in seconds.</summary>
    public const string EchoDurationName = "echo.server.echo.duration";

    // From what a chunk takes on loopback to what a stalled client takes: 10 µs to 10 s.
    private static readonly double[] DurationBoundaries =
    [
        1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ];

    private readonly Meter _meter;

    /// <summary>Publishes <paramref name="statistics"/>; each measurement carries the server's name as <c>echo.server</c>.</summary>
    public EchoServerMeter(EchoServerStatistics statistics)
    {
        _meter = new Meter(Name, version: null, tags: [new(ServerTag, statistics.Name)]);
        _meter.CreateObservableUpDownCounter(
            "echo.server.connections.open", () => statistics.Open, "{connection}", "Clients connected now.");
        _meter.CreateObservableCounter(
            "echo.server.connections.accepted", () => statistics.Accepted, "{connection}", "Clients accepted and served.");
        _meter.CreateObservableCounter(
            "echo.server.connections.refused",
            () => Each<RefusalReason>(statistics.Refused),
            "{connection}",
            "Clients turned away, by reason.");
        _meter.CreateObservableCounter(
            "echo.server.connections.closed",
            () => Each<ConnectionEnd>(statistics.Ended),
            "{connection}",
            "Connections that ended, by reason.");
        _meter.CreateObservableCounter(
            "echo.server.network.io",
            () =>
            {
                var (received, sent, _) = statistics.Bytes();
                return new Measurement<long>[]
                {
                    new(received, new KeyValuePair<string, object?>("network.io.direction", "receive")),
                    new(sent, new KeyValuePair<string, object?>("network.io.direction", "transmit")),
                };
            },
            "By",
            "Bytes read from clients and sent back to them.");
        _meter.CreateObservableCounter(
            "echo.server.echoes", () => statistics.Echoes, "{echo}", "Chunks sent back, as acknowledged by the clients' sockets.");
        _meter.CreateObservableUpDownCounter(
            "echo.server.unacknowledged",
            () => statistics.Bytes().Unacknowledged,
            "By",
            "Bytes read from clients and not yet sent back.");
        _meter.CreateObservableGauge(
            "echo.server.certificate.expiry",
            () => statistics.Certificates().Select(each => new Measurement<double>(
                (each.Expires - DateTimeOffset.UtcNow).TotalDays, new KeyValuePair<string, object?>("certificate", each.Name))),
            "d",
            "Days until a certificate of the server expires.");
        _meter.CreateObservableCounter(
            "echo.server.faults.injected",
            () => Enum.GetValues<FaultKind>().Select(kind => new Measurement<long>(
                statistics.Faults.Counts.Of(kind), new KeyValuePair<string, object?>("fault", kind.Name()))),
            "{fault}",
            "Faults that struck clients on purpose, by kind.");
        EchoDuration = _meter.CreateHistogram(
            EchoDurationName,
            "s",
            "From the arrival of a chunk to its acknowledgement by the client's socket; of each connection's first chunk and every 64th after it.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBoundaries });
    }

    /// <summary>How long the chunks timed took from their arrival to their acknowledgement, in seconds.</summary>
    internal Histogram<double> EchoDuration { get; }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Each<TReason>(Func<TReason, long> count)
        where TReason : struct, Enum =>
        Enum.GetValues<TReason>().Select(reason => new Measurement<long>(
            count(reason),
            new KeyValuePair<string, object?>("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()))));
}
