using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>All that a load measured.</summary>
public sealed record LoadResult
{
    /// <summary>The load that was requested.</summary>
    public required LoadOptions Options { get; init; }

    /// <summary>When the measurement began, after the warm-up.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The steps in order: one, or those of a ramp or a search.</summary>
    public required IReadOnlyList<LoadMeasurement> Steps { get; init; }

    /// <summary>The time line, without the warm-up.</summary>
    public required IReadOnlyList<LoadPoint> Points { get; init; }

    /// <summary>How many connections ended badly from beginning to end, connecting and warm-up included, by cause.</summary>
    public required IReadOnlyDictionary<EchoEnd, long> Errors { get; init; }

    /// <summary>The first errors, a sentence each.</summary>
    public required IReadOnlyList<string> ErrorMessages { get; init; }

    /// <summary>How many connections were established, each counted as often as it was.</summary>
    public required int Connected { get; init; }

    /// <summary>How long each connection took to be established.</summary>
    public required DurationHistogram ConnectTime { get; init; }

    /// <summary>How long the TLS handshake of each connection took, after that.</summary>
    public DurationHistogram HandshakeTime { get; init; } = new();

    /// <summary>How many of those handshakes resumed a session.</summary>
    public long Resumed { get; init; }

    /// <summary>Why the load ended before its time, or <see langword="null"/> if it did not.</summary>
    public string? Partial { get; init; }

    /// <summary>
    /// The step that the result is about: the only one, or of a ramp or a search the one with the highest rate that held
    /// (the first, if none did). <see langword="null"/> if nothing was measured.
    /// </summary>
    public LoadMeasurement? Headline => BestHeld ?? Steps.FirstOrDefault();

    /// <summary>Of a ramp or a search the step with the highest rate that held, or <see langword="null"/>.</summary>
    public LoadMeasurement? BestHeld => Options.Plan.IsSearch
        ? Steps.Where(Options.Plan.Held).MaxBy(step => step.Step.Rate)
        : null;

    /// <summary>How many connections ended badly from beginning to end.</summary>
    public long ErrorCount => Errors.Values.Sum();
}
