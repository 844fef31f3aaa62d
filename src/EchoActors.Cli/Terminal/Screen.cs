using Spectre.Console;
using Spectre.Console.Rendering;

namespace EchoActors.Cli;

/// <summary>Text and tables for a person, on a terminal as wide as it is, in a file as wide as they are.</summary>
internal static class Screen
{
    private const int WidthOfFile = 100_000;

    /// <summary>The destination of <paramref name="output"/>: a terminal, or a file or pipe without colours and without an edge to wrap at.</summary>
    public static IAnsiConsole On(TextWriter output)
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!screen.Profile.Out.IsTerminal)
        {
            screen.Profile.Width = WidthOfFile;
            screen.Profile.Capabilities.Ansi = false;
            screen.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        return screen;
    }

    /// <summary>Whether nothing of a table would be wrapped or cut.</summary>
    public static bool Fits(this IAnsiConsole screen, Table table) =>
        ((IRenderable)table).Measure(RenderOptions.Create(screen), WidthOfFile).Max <= screen.Profile.Width;

    /// <summary>
    /// Writes a table. Where it is wider than the screen, the columns that are last in <paramref name="dispensable"/> are left out,
    /// one by one.
    /// </summary>
    /// <param name="screen">Where to.</param>
    /// <param name="columns">Titles, from left to right.</param>
    /// <param name="rows">Cells as markup, one for each column.</param>
    /// <param name="dispensable">The titles of columns that may be left out, the most important first.</param>
    /// <param name="alignment">How each column after the first is aligned.</param>
    public static void WriteTable(
        this IAnsiConsole screen,
        IReadOnlyList<string> columns,
        IReadOnlyList<IReadOnlyList<string>> rows,
        IReadOnlyList<string> dispensable,
        Justify alignment = Justify.Left)
    {
        var left = Enumerable.Range(0, columns.Count).ToList();
        foreach (var title in dispensable.Reverse().Append(""))
        {
            var table = new Table().Border(TableBorder.Simple);
            foreach (var column in left)
            {
                table.AddColumn(new TableColumn(columns[column]).NoWrap().Alignment(column == 0 ? Justify.Left : alignment));
            }

            foreach (var row in rows)
            {
                table.AddRow([.. left.Select(column => row[column])]);
            }

            if (title.Length == 0 || screen.Fits(table))
            {
                screen.Write(table);
                return;
            }

            left.RemoveAll(column => columns[column] == title);
        }
    }
}
