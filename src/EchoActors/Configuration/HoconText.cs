using Akka.Configuration;

namespace EchoActors.Configuration;

/// <summary>
/// Reads HOCON without losing settings. Akka's parser by itself (<see cref="ConfigurationFactory"/>) skips what it does not
/// understand: a bracket without its partner, <c>+=</c>, a line of prose. A substitution that refers to itself ends the
/// process. Here each is refused with its line.
/// </summary>
public static class HoconText
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="SettingsException">It can't be read, or is not HOCON; the message names it and the line.</exception>
    public static Config ReadFile(string path) => Read(FileText(path), $"the configuration file {path}").Config;

    /// <summary>Reads a text.</summary>
    /// <exception cref="SettingsException">It is not HOCON; the message names the line.</exception>
    public static Config Parse(string text) => Read(text, "the configuration").Config;

    internal static (Config Config, HoconSyntax Syntax) Read(string text, string origin)
    {
        text = text.TrimStart('\uFEFF'); // the mark of an encoding
        try
        {
            var syntax = HoconSyntax.Check(text);
            return (ConfigurationFactory.ParseString(text), syntax);
        }
        catch (Exception e)
        {
            throw new SettingsException($"{origin} can't be used: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.");
        }
    }

    internal static string FileText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new SettingsException(path.Length == 0
                ? "the configuration file has no name: give a path."
                : $"the configuration file {path} can't be read: {FileFailure.Reason(path, e)}.");
        }
    }
}
