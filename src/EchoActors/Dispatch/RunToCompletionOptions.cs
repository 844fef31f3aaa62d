using Akka.Configuration;
using EchoActors.Configuration;

namespace EchoActors.Dispatch;

/// <summary>The bounds of an inline run, one thread's stretch of running actors: <c>echoactors.dispatch</c>.</summary>
public sealed record RunToCompletionOptions
{
    private const string ConfigPath = "echoactors.dispatch";

    private static readonly Setting<int> MaxRunsSetting = Setting.Count($"{ConfigPath}.max-runs", 1, 100_000);

    private static readonly Setting<TimeSpan> MaxTimeSetting =
        Setting.Duration($"{ConfigPath}.max-time", TimeSpan.FromMicroseconds(1));

    /// <summary>How many mailboxes one run has at most: 1 to 100,000; 64 by default.</summary>
    public int MaxRuns { get; init; } = 64;

    /// <summary>After how long a run ends, before its next mailbox: at least 1 µs; 200 µs by default.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>Reads <c>echoactors.dispatch</c>.</summary>
    /// <exception cref="SettingsException">A setting is unknown or out of range; the message names it.</exception>
    public static RunToCompletionOptions FromConfig(Config config)
    {
        var reader = new SettingsReader(config, ConfigPath);
        return new RunToCompletionOptions
        {
            MaxRuns = reader.Value(MaxRunsSetting),
            MaxTime = reader.Value(MaxTimeSetting),
        };
    }
}
