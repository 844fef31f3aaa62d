using EchoActors.Probing.Check;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>A check for a person: a line for each finding as it comes, and a verdict, within 80 columns. Colour is never the only sign.</summary>
internal sealed class CheckText(IAnsiConsole screen) : ICheckWriter
{
    private const int Width = 80;

    private static readonly string TextIndent = new(' ', 21);
    private static readonly string NoteIndent = new(' ', 15);

    public bool Streams => true;

    public void Write(Finding finding)
    {
        var lines = Wrap(finding.Text, TextIndent);
        screen.MarkupLine($"{Word(finding.Verdict)}  {Markup.Escape($"{finding.Label,-13}  {lines[0]}")}");
        WriteLines(lines.Skip(1), TextIndent);
        WriteNote("why", finding.Why);
        WriteNote("try", finding.Try);
    }

    public void Write(CheckReport report)
    {
        var counts = new[]
        {
            (report.Count(CheckVerdict.Fail), "failed"),
            (report.Count(CheckVerdict.Warn), report.Count(CheckVerdict.Warn) == 1 ? "warning" : "warnings"),
            (report.Count(CheckVerdict.Pass), "passed"),
            (report.Count(CheckVerdict.Skip), "skipped"),
        };
        screen.MarkupLine($"verdict: {Word(report.Verdict)} ({string.Join(", ", counts.Where(each => each.Item1 > 0).Select(each => $"{each.Item1} {each.Item2}"))})"
            + $" in {Math.Max(1, Math.Round(report.Elapsed.TotalSeconds)):N0} s");
    }

    private void WriteNote(string name, string? text)
    {
        if (text is not null)
        {
            var lines = Wrap(text, NoteIndent);
            screen.MarkupLine(Markup.Escape($"          {name}  {lines[0]}"));
            WriteLines(lines.Skip(1), NoteIndent);
        }
    }

    private void WriteLines(IEnumerable<string> lines, string indent)
    {
        foreach (var line in lines)
        {
            screen.MarkupLine(Markup.Escape(indent + line));
        }
    }

    // A word that is longer than a line is cut.
    private static List<string> Wrap(string text, string indent)
    {
        var width = Width - indent.Length;
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' ').SelectMany(word => word.Chunk(width)).Select(word => new string(word)))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > width)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] += lines[^1].Length == 0 ? word : " " + word;
            }
        }

        return lines;
    }

    private static string Word(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Pass => "[green]PASS[/]",
        CheckVerdict.Warn => "[yellow]WARN[/]",
        CheckVerdict.Fail => "[red]FAIL[/]",
        _ => "[grey]SKIP[/]",
    };
}
