using System.Text;
using EchoActors.Probing.Load;
using HdrHistogram;

namespace EchoActors.Probing.Reports;

/// <summary>
/// A load's latencies as a standard HdrHistogram log: a histogram for each interval, in nanoseconds, without the warm-up.
/// </summary>
/// <remarks>See the HdrHistogram project, "histogram log format version 1.3" of its HistogramLogWriter.</remarks>
public sealed class HistogramLog : IDisposable
{
    private readonly StreamWriter _writer;
    private readonly TimeProvider _time;
    private DateTimeOffset? _startedAt;

    /// <summary>Writes to <paramref name="stream"/>.</summary>
    /// <param name="stream">Where to; disposed of with this object.</param>
    /// <param name="time">The clock that dates the log.</param>
    public HistogramLog(Stream stream, TimeProvider time)
    {
        _writer = new StreamWriter(stream);
        _time = time;
    }

    /// <summary>Adds an interval that has just ended, unless it belongs to the warm-up; the first dates the log.</summary>
    public void Append(LoadInterval interval)
    {
        if (interval.IsWarmup)
        {
            return;
        }

        var isFirst = _startedAt is null;
        var startedAt = _startedAt ??= _time.GetUtcNow() - interval.Length - interval.Start;
        var histogram = interval.Latency.Copy();
        histogram.StartTimeStamp = (startedAt + interval.Start).ToUnixTimeMilliseconds();
        histogram.EndTimeStamp = (startedAt + interval.Start + interval.Length).ToUnixTimeMilliseconds();

        // HistogramLogWriter writes UTF-16, which no other reader of the format takes.
        using var buffer = new MemoryStream();
        HistogramLogWriter.Write(buffer, startedAt.UtcDateTime, histogram);
        foreach (var line in Encoding.Unicode.GetString(buffer.ToArray()).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (isFirst || char.IsAsciiDigit(line[0]))
            {
                _writer.Write(line.TrimEnd('\r') + "\n");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
