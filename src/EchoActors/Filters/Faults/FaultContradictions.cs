namespace EchoActors.Filters;

/// <summary>Refuses lists in which one fault leaves no room for another.</summary>
internal static class FaultContradictions
{
    /// <exception cref="FormatException">There is one; the message names both faults.</exception>
    public static void Refuse(IReadOnlyDictionary<FaultKind, FaultRule> rules)
    {
        foreach (var rule in rules.Values.Where(rule => rule.IsCertain))
        {
            foreach (var other in rules.Values.Where(other => other != rule && other.Probability > 0))
            {
                if (Prevented(rule, other) is { } why)
                {
                    throw new FormatException(
                        $"'{other.Kind.Name()}' can't happen beside '{rule.Kind.Name()}': {why}; leave one out, or give '{rule.Kind.Name()}' a probability.");
                }
            }
        }
    }

    /// <summary>Why <paramref name="certain"/>, which always strikes, leaves no room for <paramref name="other"/>; else null.</summary>
    private static string? Prevented(FaultRule certain, FaultRule other) => (certain, other.Kind) switch
    {
        ({ Kind: FaultKind.Refuse }, _) => "every connection is refused",
        ({ Kind: FaultKind.Swallow }, FaultKind.Reset) when other is not CutRule => null,
        ({ Kind: FaultKind.Swallow }, not (FaultKind.Refuse or FaultKind.NoClose)) => "nothing is echoed",
        ({ Kind: FaultKind.Truncate }, FaultKind.NoClose) => "every stream is ended early",
        (CutRule cut, _) when Offset(other) >= cut.Offset => "the echo has ended before",
        ({ Kind: FaultKind.Reset } and not CutRule, not (FaultKind.Refuse or FaultKind.Reset)) => "every connection is reset at its first byte",
        _ => null,
    };

    private static long? Offset(FaultRule rule) => rule switch
    {
        CutRule cut => cut.Offset,
        StallRule stall => stall.Offset,
        _ => null,
    };
}
