using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using EchoActors.Probing.Load;
using HdrHistogram.Encoding;
using HdrHistogram.Utilities;

namespace EchoActors.Probing.Reports;

/// <summary>
/// The latencies of a load as a standard HdrHistogram log: one histogram for each interval, in nanoseconds, without the
/// warm-up.
/// </summary>
/// <remarks>
/// The format is version 1.3 of HdrHistogram's own <c>HistogramLogWriter</c> (Java). HdrHistogram.NET encodes the counts;
/// its log writer is not used: it writes UTF-16, does not finish its zlib streams, and rounds the start time of the header
/// up beyond that of the first interval, which readers then leave out.
/// </remarks>
public sealed class HistogramLog : IDisposable
{
    // HdrHistogram's cookie of a compressed histogram in encoding V2.
    private const int CompressedV2 = 0x1c849304;

    private const string Header = "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n";

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

        var startedAt = _startedAt ??= WriteHeader(interval);
        var longest = interval.Latency.Longest ?? TimeSpan.Zero;
        _writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{Seconds(startedAt + interval.Start):F3},{interval.Length.TotalSeconds:F3},{longest.TotalMilliseconds:F3},{Payload(interval.Latency)}\n"));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // The log begins on a whole millisecond, as its timestamps do, so that no interval begins before it.
    private DateTimeOffset WriteHeader(LoadInterval first)
    {
        var begin = _time.GetUtcNow() - first.Length - first.Start;
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(begin.ToUnixTimeMilliseconds());
        _writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"#[Histogram log format version 1.3]\n#[StartTime: {Seconds(startedAt):F3} (seconds since epoch), {startedAt:O}]\n{Header}"));
        return startedAt;
    }

    private static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static string Payload(DurationHistogram latency)
    {
        var counts = ByteBuffer.Allocate(latency.Counts.GetNeededByteBufferCapacity());
        var length = latency.Counts.Encode(counts, HistogramEncoderV2.Instance);
        using var payload = new MemoryStream();
        payload.Write(new byte[2 * sizeof(int)]);
        using (var zlib = new ZLibStream(payload, CompressionLevel.Optimal, leaveOpen: true))
        {
            counts.Position = 0;
            for (var i = 0; i < length; i++)
            {
                zlib.WriteByte(counts.Get());
            }
        }

        var bytes = payload.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedV2);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(int)), bytes.Length - (2 * sizeof(int)));
        return Convert.ToBase64String(bytes);
    }
}
