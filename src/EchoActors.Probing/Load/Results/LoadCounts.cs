namespace EchoActors.Probing.Load;

/// <summary>The messages of a step. <c>Sent = Echoed + Lost</c>; <c>due = Sent + Dropped</c>.</summary>
/// <param name="Sent">Messages handed to a connection.</param>
/// <param name="Echoed">Messages that came back whole and unchanged.</param>
/// <param name="Bytes">The bytes of those that came back, counted once.</param>
/// <param name="Dropped">Sends of an open loop that were due while their connection was down or its window full.</param>
public record struct LoadCounts(long Sent, long Echoed, long Bytes, long Dropped)
{
    /// <summary>Messages that were sent and never came back.</summary>
    public readonly long Lost => Sent - Echoed;

    /// <summary>The sum of two counts.</summary>
    public static LoadCounts operator +(LoadCounts left, LoadCounts right) => new(
        left.Sent + right.Sent,
        left.Echoed + right.Echoed,
        left.Bytes + right.Bytes,
        left.Dropped + right.Dropped);
}
