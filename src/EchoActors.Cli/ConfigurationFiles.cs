using Akka.Configuration;
using EchoActors.Configuration;

namespace EchoActors.Cli;

/// <summary>HOCON files named on the command line; a later file overrides an earlier one.</summary>
internal static class ConfigurationFiles
{
    private const string Ours = "echoactors";

    public static Config Read(IEnumerable<string> paths)
    {
        var read = paths.Aggregate(Config.Empty, (before, path) => Parse(path).WithFallback(before));
        RefuseUnknownSections(read);
        return read;
    }

    // The keys inside each section are checked where the section is read.
    private static void RefuseUnknownSections(Config config)
    {
        var known = Sections(ReferenceConfig.Default);
        foreach (var section in Sections(config).Except(known))
        {
            throw new SettingsException($"{Ours}.{section} does not exist: {Ours} has {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }
    }

    private static IReadOnlyCollection<string> Sections(Config config) =>
        config.GetConfig(Ours) is { IsEmpty: false } ours && ours.Root.IsObject() ? [.. ours.Root.GetObject().Items.Keys] : [];

    private static Config Parse(string path)
    {
        try
        {
            return ConfigurationFactory.ParseString(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the configuration file {path} can't be read: {e.Message}");
        }
        catch (Exception e)
        {
            throw new UsageException($"the configuration file {path} is not HOCON: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
