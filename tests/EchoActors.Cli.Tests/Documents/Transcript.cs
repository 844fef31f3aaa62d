using System.Text.RegularExpressions;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>Compares what a document shows with what a command printed: every word, but neither figures, nor what follows from them, nor widths of columns.</summary>
internal static partial class Transcript
{
    /// <summary>The lines of <paramref name="shown"/> that <paramref name="printed"/> does not have.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<string> shown, string printed)
    {
        var lines = printed.Split('\n').Select(Shape).ToHashSet();
        return [.. shown.Where(line => !lines.Contains(Shape(line)))];
    }

    // A line that is a number alone is an exit code, and stays as it is.
    private static string Shape(string line) => int.TryParse(line, out _)
        ? line
        : Gap().Replace(Rule().Replace(Figure().Replace(line.Replace("does not hold", "holds", StringComparison.Ordinal), "#"), "-"), " ").Trim();

    [GeneratedRegex(@"\b[0-9a-f]{64}\b|\d[\d.,:]*(?: (?:ns|µs|ms|s|kB|MB)\b)?")]
    private static partial Regex Figure();

    [GeneratedRegex("─+")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();
}
