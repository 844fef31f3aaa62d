using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EchoActors.Server;
using HdrHistogram;

namespace EchoActors.Admin.Live;

/// <summary>
/// How long echoes took since the sample before, by server: recorded from the servers' own instrument, which times one
/// chunk in 64.
/// </summary>
internal sealed class EchoLatencies : IDisposable
{
    private const int SignificantDigits = 2;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Recorder> _recorders = [];

    public EchoLatencies()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EchoServerMeter.Name && instrument.Name == EchoServerMeter.EchoDurationName)
            {
                listener.EnableMeasurementEvents(instrument, RecorderOf(ServerOf(instrument.Meter)));
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, recorder) =>
            ((Recorder)recorder!).RecordValue((long)Math.Min(Longest.TotalMicroseconds, seconds * 1e6)));
        _listener.Start();
    }

    /// <summary>The median and the 99th percentile since the call before; nothing where nothing was timed.</summary>
    public (TimeSpan? P50, TimeSpan? P99) Take(string server)
    {
        var interval = RecorderOf(server).GetIntervalHistogram();
        return interval.TotalCount == 0 ? (null, null) : (At(50), At(99));

        TimeSpan At(double percentile) => TimeSpan.FromMicroseconds(interval.GetValueAtPercentile(percentile));
    }

    public void Dispose() => _listener.Dispose();

    private Recorder RecorderOf(string server) => _recorders.GetOrAdd(server, static _ => HistogramFactory
        .With64BitBucketSize()
        .WithValuesUpTo((long)Longest.TotalMicroseconds)
        .WithPrecisionOf(SignificantDigits)
        .WithThreadSafeWrites()
        .WithThreadSafeReads()
        .Create());

    private static string ServerOf(Meter meter) => meter.Tags?.FirstOrDefault(tag => tag.Key == EchoServerMeter.ServerTag).Value as string ?? "";
}
