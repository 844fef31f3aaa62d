using Akka.Configuration;
using EchoActors.Configuration;

namespace EchoActors.Dispatch;

/// <summary>The bounds of an inline run, one thread's stretch of running actors: <c>echoactors.dispatch</c>.</summary>
public sealed record RunToCompletionOptions
{
    /// <summary>How many mailboxes one run has at most: 1 to 100,000; 64 by default.</summary>
    public int MaxRuns { get; init; } = 64;

    /// <summary>After how long a run ends, before its next mailbox: at least 1 µs; 200 µs by default.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>Reads <c>echoactors.dispatch</c>.</summary>
    /// <exception cref="SettingsException">A setting is unknown or out of range; the message names it.</exception>
    public static RunToCompletionOptions FromConfig(Config config)
    {
        var reader = new SettingsReader(config, "echoactors.dispatch");
        return new RunToCompletionOptions
        {
            MaxRuns = reader.Count("max-runs", 1, 100_000),
            MaxTime = reader.Duration("max-time", TimeSpan.FromMicroseconds(1)),
        };
    }
}
