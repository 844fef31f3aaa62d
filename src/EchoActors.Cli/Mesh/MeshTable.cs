using System.Globalization;
using EchoActors.Mesh;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>The matrix for a person: members, paths, and what changed lately. Colour is never the only sign.</summary>
internal static class MeshTable
{
    // More columns of figures than this fit no terminal; a letter for each path does.
    private const int MostColumnsOfFigures = 8;

    private const int MostChanges = 10;

    // A file has no edge to wrap at.
    private const int WidthOfFile = 100_000;

    public static void Write(IAnsiConsole console, MeshMatrix mesh)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = WidthOfFile;
            console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
            console.Profile.Capabilities.Ansi = false;
        }

        if (!mesh.HasJoined)
        {
            console.WriteLine(NotJoined(mesh));
            return;
        }

        console.Write(Members(mesh));
        console.Write(Paths(mesh));
        var counts = mesh.Rows.SelectMany(row => row.Paths).CountBy(path => path.State).ToDictionary();
        var states = string.Join(", ", Enum.GetValues<PathState>().Where(counts.ContainsKey).Select(state => $"{counts[state]} {Word(state)}"));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{mesh.Present.Count()} nodes, {counts.Values.Sum()} paths: {states}{Missing(mesh)}"));
        foreach (var change in mesh.Changes.Take(MostChanges))
        {
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
                $"{change.At.ToLocalTime():HH:mm:ss.fff} {Text(mesh.NameOf(change.From))} to {Text(mesh.NameOf(change.To))}: {Word(change.Before)} → {Coloured(change.After, Word(change.After))}{Because(change)}"));
        }
    }

    private static string Missing(MeshMatrix mesh)
    {
        var missing = mesh.Members.Where(member => member.State is MemberState.Gone or MemberState.Unreachable)
            .Select(member => $"{PrintableText.Format(member.Name)} is {Word(member.State)}")
            .ToList();
        return missing.Count == 0 ? "" : $"; {string.Join(", ", missing)}";
    }

    private static string NotJoined(MeshMatrix mesh)
    {
        var seeds = mesh.Seeds.Select(seed => seed.Problem is { } problem ? $"{seed.Node} ({problem})" : seed.Node).ToList();
        return seeds.Count == 0
            ? "has not joined; no seed was asked"
            : PrintableText.Format($"has not joined; seeds asked: {string.Join(", ", seeds)}");
    }

    // What other nodes say of themselves reaches the terminal as text only.
    private static string Text(string text) => Markup.Escape(PrintableText.Format(text));

    private static Table Members(MeshMatrix mesh)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("member", "state", "since", "cluster", "echo");
        foreach (var member in mesh.Members)
        {
            var state = Word(member.State);
            table.AddRow(
                Text(member.Name) + (member.Node == mesh.Self ? " (asked)" : ""),
                member.State switch
                {
                    MemberState.Up => $"[green]{state}[/]",
                    MemberState.Gone => $"[red]{state}, last seen {Time(member.LastSeen)}[/]",
                    MemberState.Unreachable => $"[red]{state}[/]",
                    _ => $"[yellow]{state}[/]",
                },
                Time(member.Since),
                Text(member.Node),
                Text(member.Echo?.ToString() ?? "–"));
        }

        return table;
    }

    private static Table Paths(MeshMatrix mesh)
    {
        var nodes = mesh.Present.ToList();
        var figures = nodes.Count <= MostColumnsOfFigures;
        var table = new Table()
            .Border(figures ? TableBorder.Rounded : TableBorder.Simple)
            .Caption(figures
                ? "rows probe, columns are probed: p50 / p99 in ms, loss"
                : "rows probe, columns are probed: . up, s slow, L losing, D down, ? unknown, blank not probed")
            .AddColumn("");
        for (var i = 0; i < nodes.Count; i++)
        {
            table.AddColumn(new TableColumn(figures ? Text(nodes[i].Name) : (i + 1).ToString(CultureInfo.InvariantCulture)).Centered());
        }

        var rows = mesh.Rows.ToDictionary(row => row.From, row => row.Paths.ToDictionary(path => path.To));
        foreach (var (from, number) in nodes.Select((node, i) => (node, i + 1)))
        {
            var paths = rows.GetValueOrDefault(from.Node);
            table.AddRow([
                Text(figures ? from.Name : $"{number} {from.Name}"),
                .. nodes.Select(to => to.Node == from.Node ? "–" : Cell(paths?.GetValueOrDefault(to.Node), figures)),
            ]);
        }

        return table;
    }

    private static string Cell(MeshPath? path, bool figures) => path switch
    {
        null => "",
        _ when !figures => Coloured(path.State, Letter(path.State)),
        { State: PathState.Down } => Coloured(path.State, $"down {Time(path.Since)}"),
        { State: PathState.Unknown } => Coloured(path.State, "?"),
        { State: PathState.Up } => Coloured(path.State, Figures(path)),
        _ => Coloured(path.State, $"{Word(path.State)} {Figures(path)}"),
    };

    private static string Figures(MeshPath path) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path.P50?.TotalMilliseconds:0.00} / {path.P99?.TotalMilliseconds:0.00}, {path.Loss:0.#%}");

    private static string Letter(PathState state) => state switch
    {
        PathState.Up => ".",
        PathState.Slow => "s",
        PathState.Losing => "L",
        PathState.Down => "D",
        _ => "?",
    };

    private static string Coloured(PathState state, string text) => state switch
    {
        PathState.Up => $"[green]{text}[/]",
        PathState.Slow => $"[yellow]{text}[/]",
        PathState.Losing => $"[darkorange]{text}[/]",
        PathState.Down => $"[red]{text}[/]",
        _ => $"[grey]{text}[/]",
    };

    private static string Because(PathChange change) =>
        change.After != PathState.Up && change.LastError is { } error ? $" ({Text(error)})" : "";

    private static string Word<TState>(TState state)
        where TState : struct, Enum => state.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
