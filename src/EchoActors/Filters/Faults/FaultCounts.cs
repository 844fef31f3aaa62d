namespace EchoActors.Filters;

/// <summary>How often each fault has struck. A connection's faults count in those of its server as well.</summary>
public sealed class FaultCounts
{
    private readonly long[] _struck = new long[Enum.GetValues<FaultKind>().Length];
    private readonly FaultCounts? _total;

    /// <summary>Makes the counts of a server, or of a connection whose server counts in <paramref name="total"/>.</summary>
    public FaultCounts(FaultCounts? total = null) => _total = total;

    /// <summary>How often <paramref name="kind"/> has struck.</summary>
    public long Of(FaultKind kind) => Interlocked.Read(ref _struck[(int)kind]);

    /// <summary>Those that have struck, for a log: <c>delay 3, reset 1</c>; empty if there are none.</summary>
    public override string ToString() => string.Join(
        ", ", Enum.GetValues<FaultKind>().Where(kind => Of(kind) > 0).Select(kind => $"{kind.Name()} {Of(kind)}"));

    internal void Add(FaultKind kind)
    {
        Interlocked.Increment(ref _struck[(int)kind]);
        _total?.Add(kind);
    }
}
