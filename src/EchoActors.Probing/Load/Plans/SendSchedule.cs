namespace EchoActors.Probing.Load;

/// <summary>When each send of an open loop is due: evenly spaced from a start, whatever comes back.</summary>
/// <param name="startedAt">When the first send is due, a timestamp.</param>
/// <param name="rate">Sends per second; more than 0.</param>
/// <param name="frequency">Timestamps per second.</param>
/// <param name="count">How many sends there are.</param>
internal sealed class SendSchedule(long startedAt, double rate, long frequency, long count)
{
    /// <summary>How many sends were handed out so far.</summary>
    public long HandedOut { get; private set; }

    /// <summary>Whether every send was handed out.</summary>
    public bool IsOver => HandedOut == count;

    /// <summary>When the next send is due, a timestamp.</summary>
    public long NextAt => startedAt + (long)Math.Round(HandedOut * (frequency / rate));

    /// <summary>Takes the next send if it is due by <paramref name="now"/>.</summary>
    public bool TryTake(long now, out long dueAt)
    {
        dueAt = NextAt;
        if (IsOver || dueAt > now)
        {
            return false;
        }

        HandedOut++;
        return true;
    }

    /// <summary>How many sends fit into <paramref name="duration"/> at <paramref name="rate"/>.</summary>
    public static long CountIn(TimeSpan duration, double rate) => (long)Math.Ceiling(duration.TotalSeconds * rate);
}
