using Akka.Configuration;

namespace EchoActors.Cli;

/// <summary>HOCON files named on the command line; a later file overrides an earlier one.</summary>
internal static class ConfigurationFiles
{
    public static Config Read(IEnumerable<string> paths) =>
        paths.Aggregate(Config.Empty, (before, path) => Parse(path).WithFallback(before));

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
