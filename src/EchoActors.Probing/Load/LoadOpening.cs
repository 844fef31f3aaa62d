namespace EchoActors.Probing.Load;

/// <summary>How far the opening of connections has got.</summary>
internal sealed class LoadOpening(SendSchedule? schedule)
{
    /// <summary>When connections are opened, or <see langword="null"/> for as fast as they stand.</summary>
    public SendSchedule? Schedule => schedule;

    /// <summary>How many were told to open.</summary>
    public int Begun { get; set; }

    /// <summary>How many of them stand or failed.</summary>
    public int Decided { get; set; }
}
