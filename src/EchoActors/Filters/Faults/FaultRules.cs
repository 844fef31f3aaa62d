using System.Diagnostics.CodeAnalysis;

namespace EchoActors.Filters;

/// <summary>
/// The faults of an endpoint, written as a comma-separated list, for example <c>delay=20ms:50%, reset=@10KiB:1%, seed=7</c>.
/// docs/endpoints.md has every fault.
/// </summary>
/// <remarks>
/// A probability is one of connections for <c>refuse</c>, <c>throttle</c>, <c>stall</c>, <c>truncate</c>, <c>reset=@…</c> and
/// <c>no-close</c>, and one of chunks for the others. For <c>delay</c> and <c>slice</c> a chunk is what was read at once. For the
/// faults that change bytes it is <see cref="ChunkSize"/> bytes of the stream, so that a seed gives the same bytes however TCP
/// cuts them.
/// </remarks>
public sealed class FaultRules
{
    /// <summary>The chunks that <c>corrupt</c>, <c>duplicate</c>, <c>swallow</c> and <c>reset</c> strike, in bytes.</summary>
    public const int ChunkSize = 64;

    private readonly string _text;
    private readonly IReadOnlyDictionary<FaultKind, FaultRule> _rules;

    internal FaultRules(string text, IReadOnlyDictionary<FaultKind, FaultRule> rules, ulong? seed, TimeSpan? expires)
    {
        _text = text;
        _rules = rules;
        Seed = seed;
        Expires = expires;
    }

    /// <summary>No fault.</summary>
    public static FaultRules None { get; } = new("", new Dictionary<FaultKind, FaultRule>(), seed: null, expires: null);

    /// <summary>Repeats a run; without one each run differs.</summary>
    public ulong? Seed { get; }

    /// <summary>How long the rules are in force, or null for no limit.</summary>
    public TimeSpan? Expires { get; }

    /// <summary>Whether nothing can go wrong: there is no fault with a probability above 0.</summary>
    public bool IsEmpty => !_rules.Values.Any(rule => rule.Probability > 0);

    /// <summary>Reads a list; the empty text is <see cref="None"/>.</summary>
    /// <exception cref="FormatException">The text is no list of faults, or two of them contradict each other; the message says which.</exception>
    public static FaultRules Parse(string text) =>
        TryParse(text, out var rules, out var mistake) ? rules : throw new FormatException(mistake);

    /// <summary>Reads a list and, where it can't, says in one sentence what was wrong and what would be right.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out FaultRules? rules, [NotNullWhen(false)] out string? mistake) =>
        FaultRulesParser.TryParse(text, out rules, out mistake);

    /// <summary>The list, as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => _text;

    /// <summary>The rule for a fault, or null if it never strikes.</summary>
    internal FaultRule? Find(FaultKind kind) => _rules.GetValueOrDefault(kind) is { Probability: > 0 } rule ? rule : null;

    /// <inheritdoc cref="Find(FaultKind)"/>
    internal T? Find<T>(FaultKind kind)
        where T : FaultRule => Find(kind) as T;
}
