namespace EchoActors.Probing.Check;

/// <summary>One line of a check.</summary>
/// <param name="Part">The part that it belongs to, by the name that <see cref="CheckOptions.Only"/> takes.</param>
/// <param name="Verdict">What it says of the path.</param>
/// <param name="Text">What was seen, with its figures.</param>
public sealed record Finding(string Part, CheckVerdict Verdict, string Text)
{
    /// <summary>The name that is shown: that of the part, with the address family where each has its own line.</summary>
    public string Label { get; init; } = Part;

    /// <summary>What is likely the cause, or <see langword="null"/>.</summary>
    public string? Why { get; init; }

    /// <summary>What to do about it, or <see langword="null"/>.</summary>
    public string? Try { get; init; }

    /// <summary>How long the part took.</summary>
    public TimeSpan Elapsed { get; init; }
}
