using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EchoActors.Server;

/// <summary>
/// Times one of 64 chunks of a connection from its arrival to its acknowledgement: two looks at the clock and a histogram
/// for each chunk would be a good part of the echo. The first chunk is timed, so that a client that sends little counts.
/// </summary>
internal struct ChunkTiming
{
    private const int ChunksForEachTimed = 64;

    private int _chunksUntilTimed;

    /// <summary>When the chunk arrived, or 0 for one that is not timed.</summary>
    public long Begin(Histogram<double> durations)
    {
        if (!durations.Enabled || _chunksUntilTimed-- > 0)
        {
            return 0;
        }

        _chunksUntilTimed = ChunksForEachTimed - 1;
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Records how long the chunk took, if it is timed.</summary>
    public static void End(Histogram<double> durations, long arrivedAt)
    {
        if (arrivedAt != 0)
        {
            durations.Record(Stopwatch.GetElapsedTime(arrivedAt).TotalSeconds);
        }
    }
}
