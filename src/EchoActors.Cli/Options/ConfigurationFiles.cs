using Akka.Configuration;
using EchoActors.Admin;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using EchoActors.Mesh;

namespace EchoActors.Cli;

/// <summary>HOCON files named on the command line; a later file overrides an earlier one.</summary>
internal static class ConfigurationFiles
{
    private const string Ours = "echoactors";
    private const string Scheduler = "akka.scheduler"; // of Akka's own, hocon/ sets its tick

    private static readonly TimeSpan LeastTick = TimeSpan.FromMilliseconds(10); // as Akka has it

    // A file may be meant for several commands, so each may hold the sections of all.
    private static readonly string[] Known =
    [
        .. Sections(ReferenceConfig.Default)
            .Concat(new[] { AdminOptions.ConfigPath, MeshOptions.ConfigPath }.Select(path => path[(Ours.Length + 1)..]))
            .Order(StringComparer.Ordinal),
    ];

    public static Config Read(IEnumerable<string> paths)
    {
        var read = paths.Aggregate(Config.Empty, (before, path) => Parse(path).WithFallback(before));
        RefuseUnknownSections(read);
        RefuseWhatFailsUnseen(read);
        return read;
    }

    // Where these are used, nobody can be told.
    private static void RefuseWhatFailsUnseen(Config config)
    {
        _ = RunToCompletionOptions.FromConfig(config);
        if (config.HasPath(Scheduler))
        {
            _ = new SettingsReader(config, Scheduler, ConfigurationFactory.Default()).Duration("tick-duration", LeastTick);
        }
    }

    // The keys inside each section are checked where the section is read.
    private static void RefuseUnknownSections(Config config)
    {
        foreach (var section in Sections(config).Except(Known))
        {
            throw new SettingsException($"{Ours}.{section} does not exist: {Ours} has {string.Join(", ", Known)}.");
        }
    }

    private static IReadOnlyCollection<string> Sections(Config config)
    {
        if (!config.HasPath(Ours))
        {
            return [];
        }

        var ours = config.GetValue(Ours);
        return ours.IsObject()
            ? [.. ours.GetObject().Items.Keys]
            : throw new SettingsException($"{Ours} is {ours}: it must hold sections, for example {Ours}.server {{ … }}.");
    }

    private static Config Parse(string path)
    {
        var text = Text(path);
        if (HoconBrackets.Fault(text) is { } fault)
        {
            throw NotHocon(path, $"{fault}.");
        }

        try
        {
            return ConfigurationFactory.ParseString(text);
        }
        catch (Exception e)
        {
            throw NotHocon(path, e.Message.ReplaceLineEndings(" "));
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the configuration file {path} can't be read: {e.Message}");
        }
    }

    private static UsageException NotHocon(string path, string reason) =>
        new($"the configuration file {path} is not HOCON: {reason}");
}
