namespace EchoActors.Filters;

/// <summary>What the first bytes of a stream are.</summary>
internal enum ProxyHeaderState
{
    /// <summary>They begin a header, and more bytes must come.</summary>
    Incomplete,

    /// <summary>They hold a whole header.</summary>
    Complete,

    /// <summary>They begin with something else.</summary>
    Absent,

    /// <summary>They begin a header that the specification does not permit.</summary>
    Malformed,

    /// <summary>They begin a header that is longer than a header may be.</summary>
    TooLong,
}

/// <summary>What <see cref="ProxyHeaderParser"/> found.</summary>
/// <param name="State">What the bytes are.</param>
/// <param name="Header">The header, if they hold a whole one.</param>
/// <param name="Length">How many bytes the header takes; the payload begins there.</param>
/// <param name="Mistake">What is wrong with the header, as the end of a sentence.</param>
internal readonly record struct ProxyHeaderParse(
    ProxyHeaderState State, ProxyHeader? Header = null, int Length = 0, string? Mistake = null)
{
    public static ProxyHeaderParse Incomplete => new(ProxyHeaderState.Incomplete);

    public static ProxyHeaderParse Absent => new(ProxyHeaderState.Absent);

    public static ProxyHeaderParse Complete(ProxyHeader header, int length) => new(ProxyHeaderState.Complete, header, length);

    public static ProxyHeaderParse Malformed(string mistake) => new(ProxyHeaderState.Malformed, Mistake: mistake);

    public static ProxyHeaderParse TooLong(string mistake) => new(ProxyHeaderState.TooLong, Mistake: mistake);
}
