using System.Globalization;
using EchoActors.Mesh;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>The matrix for a person: members, paths, and what changed lately. Colour is never the only sign.</summary>
internal static class MeshTable
{
    private const int MostChanges = 10;
    private const int MostRetransmitting = 5;
    private const int LongestName = 20;

    public static void Write(TextWriter output, MeshMatrix mesh) => Write(Screen.On(output), mesh);

    public static void Write(IAnsiConsole console, MeshMatrix mesh)
    {
        if (!mesh.HasJoined)
        {
            console.WriteLine(NotJoined(mesh));
            return;
        }

        WriteMembers(console, mesh);
        var figures = Figures(mesh);
        if (console.Fits(figures))
        {
            console.Write(figures);
            console.WriteLine("rows probe, columns are probed: p50 / p99 in ms, loss");
        }
        else
        {
            MeshGrid.Write(console, mesh);
        }

        console.WriteLine();
        var counts = mesh.Rows.SelectMany(row => row.Paths).CountBy(path => path.State).ToDictionary();
        var states = string.Join(", ", Enum.GetValues<PathState>().Where(counts.ContainsKey).Select(state => $"{counts[state]} {Word(state)}"));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Nodes(mesh.Present.Count())}, {(counts.Count == 0 ? "no path yet" : $"{counts.Values.Sum()} paths: {states}")}{Missing(mesh)}"));
        foreach (var (from, path) in mesh.Rows.SelectMany(row => row.Paths.Select(path => (row.From, path)))
            .Where(each => each.path.Retransmitted > 0).OrderByDescending(each => each.path.Retransmitted).Take(MostRetransmitting))
        {
            console.MarkupLine($"{Text(mesh.NameOf(from))} to {Text(mesh.NameOf(path.To))}: {path.Retransmitted:N0} segments sent again, rtt {Quantity.Format(path.KernelRoundTrip)}");
        }

        foreach (var change in mesh.Changes.Take(MostChanges))
        {
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
                $"{change.At.ToLocalTime():HH:mm:ss.fff} {Text(mesh.NameOf(change.From))} to {Text(mesh.NameOf(change.To))}: {Word(change.Before)} → {Coloured(change.After, Word(change.After))}{Because(change)}"));
        }
    }

    private static string Nodes(int count) => count == 1 ? "1 node" : $"{count} nodes";

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

    // Names and messages of other nodes reach the terminal as text only, never as markup or control characters.
    private static string Text(string text) => Markup.Escape(PrintableText.Format(text));

    private static void WriteMembers(IAnsiConsole console, MeshMatrix mesh) => console.WriteTable(
        ["member", "state", "since", "cluster", "echo"],
        [.. mesh.Members.Select(IReadOnlyList<string> (member) =>
        [
            Name(console, member) + (member.Node == mesh.Self ? " (asked)" : ""),
            State(member),
            Time(member.Since),
            Text(member.Node),
            Text(member.Echo?.ToString() ?? "–"),
        ])],
        dispensable: ["since", "cluster", "echo"]);

    private static string State(MeshMember member)
    {
        var state = Word(member.State);
        return member.State switch
        {
            MemberState.Up => $"[green]{state}[/]",
            MemberState.Gone => $"[red]{state}, last seen {Time(member.LastSeen)}[/]",
            MemberState.Unreachable => $"[red]{state}[/]",
            _ => $"[yellow]{state}[/]",
        };
    }

    private static Table Figures(MeshMatrix mesh)
    {
        var nodes = mesh.Present.ToList();
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("").NoWrap());
        foreach (var node in nodes)
        {
            table.AddColumn(new TableColumn(Text(node.Name)).Centered().NoWrap());
        }

        foreach (var from in nodes)
        {
            table.AddRow([Text(from.Name), .. nodes.Select(to => to.Node == from.Node ? "–" : Cell(mesh.Path(from.Node, to.Node)))]);
        }

        return table;
    }

    private static string Cell(MeshPath? path) => path switch
    {
        null => "",
        { State: PathState.Down } => Coloured(path.State, $"down {Time(path.Since)}"),
        { State: PathState.Unknown } => Coloured(path.State, "?"),
        { State: PathState.Up } => Coloured(path.State, Figures(path)),
        _ => Coloured(path.State, $"{Word(path.State)} {Figures(path)}"),
    };

    private static string Figures(MeshPath path) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path.P50?.TotalMilliseconds:0.00} / {path.P99?.TotalMilliseconds:0.00}, {path.Loss:0.#%}");

    public static string Coloured(PathState state, string text) => state switch
    {
        PathState.Up => $"[green]{text}[/]",
        PathState.Slow => $"[yellow]{text}[/]",
        PathState.Losing => $"[darkorange]{text}[/]",
        PathState.Down => $"[red]{text}[/]",
        _ => $"[grey]{text}[/]",
    };

    /// <summary>A name as markup: on a terminal a long one is cut, so that a table with it fits.</summary>
    public static string Name(IAnsiConsole console, MeshMember member)
    {
        var name = PrintableText.Format(member.Name);
        return Markup.Escape(console.Profile.Out.IsTerminal && name.Length > LongestName ? $"{name[..(LongestName - 1)]}…" : name);
    }

    private static string Because(PathChange change) =>
        change.After != PathState.Up && change.LastError is { } error ? $" ({Text(error)})" : "";

    private static string Word<TState>(TState state)
        where TState : struct, Enum => state.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
