namespace EchoActors.Filters;

/// <summary>One fault of a list.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Probability">0 to 1, of connections or of chunks.</param>
internal record FaultRule(FaultKind Kind, double Probability)
{
    /// <summary>Whether it strikes at once, every time: nothing can happen beside it.</summary>
    public bool IsCertain => Probability == 1;
}

/// <summary>How long a chunk is delayed.</summary>
/// <param name="Probability">Of chunks.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Spread">The most by which a delay differs from the mean; evenly distributed.</param>
/// <param name="IsExponential">Whether delays are distributed exponentially, as waits in a queue are.</param>
internal sealed record DelayRule(double Probability, TimeSpan Mean, TimeSpan Spread, bool IsExponential)
    : FaultRule(FaultKind.Delay, Probability);

/// <summary>How fast the echo comes back.</summary>
/// <param name="Probability">Of connections.</param>
/// <param name="BytesPerSecond">The limit, at least 1.</param>
internal sealed record ThrottleRule(double Probability, long BytesPerSecond) : FaultRule(FaultKind.Throttle, Probability);

/// <summary>How long the pieces of a chunk are.</summary>
/// <param name="Probability">Of chunks.</param>
/// <param name="Least">The shortest piece, at least 1 byte.</param>
/// <param name="Most">The longest piece.</param>
internal sealed record SliceRule(double Probability, int Least, int Most) : FaultRule(FaultKind.Slice, Probability);

/// <summary>Where the echo pauses, and for how long.</summary>
/// <param name="Probability">Of connections.</param>
/// <param name="Duration">How long.</param>
/// <param name="Offset">After so many bytes of the echo.</param>
internal sealed record StallRule(double Probability, TimeSpan Duration, long Offset) : FaultRule(FaultKind.Stall, Probability);

/// <summary>Where the echo ends: <see cref="FaultKind.Truncate"/> or <see cref="FaultKind.Reset"/>.</summary>
/// <param name="Kind">How it ends.</param>
/// <param name="Probability">Of connections.</param>
/// <param name="Offset">After so many bytes of the echo.</param>
internal sealed record CutRule(FaultKind Kind, double Probability, long Offset) : FaultRule(Kind, Probability);
