using System.Globalization;
using EchoActors.Mesh;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>
/// The matrix with a letter for each path, for terminals that are too narrow for its figures. Where even letters of all
/// nodes don't fit, only nodes with a path that is not up are shown.
/// </summary>
internal static class MeshGrid
{
    private const string Legend = "rows probe, columns are probed: . up, s slow, L losing, D down, ? unknown";

    public static void Write(IAnsiConsole console, MeshMatrix mesh)
    {
        var nodes = mesh.Present.Select((member, i) => (Member: member, Number: i + 1)).ToList();
        var labels = nodes.ToDictionary(node => node.Number, node => $"{node.Number,3} {MeshTable.Name(console, node.Member)}");
        var label = labels.Values.Select(Markup.Remove).Select(text => text.Length).DefaultIfEmpty().Max();
        var columns = Math.Max(0, console.Profile.Width - label - 1);
        var shown = nodes.Count <= columns ? nodes : [.. nodes.Where(node => IsSuspicious(mesh, node.Member)).Take(columns)];
        if (shown.Count == 0)
        {
            console.WriteLine($"each path of {nodes.Count} nodes is up");
            return;
        }

        var gap = 2 * shown.Count <= columns ? " " : "";

        WriteNumbers(console, label, [.. shown.Select(node => node.Number)], gap);
        foreach (var (from, number) in shown)
        {
            console.MarkupLine(
                $"{labels[number]}{new string(' ', label - Markup.Remove(labels[number]).Length)} "
                + string.Join(gap, shown.Select(to => to.Number == number ? "–" : Letter(mesh.Path(from.Node, to.Member.Node)))));
        }

        console.WriteLine(Legend);
        if (shown.Count < nodes.Count)
        {
            console.WriteLine($"{nodes.Count - shown.Count} of {nodes.Count} nodes are not shown: write to a file for all.");
        }
    }

    // Names of columns are written from top to bottom, because a column is as wide as a letter.
    private static void WriteNumbers(IAnsiConsole console, int label, IReadOnlyList<int> numbers, string gap)
    {
        for (var unit = numbers.Max() switch { > 99 => 100, > 9 => 10, _ => 1 }; unit > 0; unit /= 10)
        {
            console.WriteLine(new string(' ', label + 1)
                + string.Join(gap, numbers.Select(number => number < unit ? " " : (number / unit % 10).ToString(CultureInfo.InvariantCulture))));
        }
    }

    private static bool IsSuspicious(MeshMatrix mesh, MeshMember member) => mesh.Rows.Any(row =>
        row.Paths.Any(path => path.State != PathState.Up && (row.From == member.Node || path.To == member.Node)));

    private static string Letter(MeshPath? path) => path switch
    {
        null => " ",
        { State: PathState.Up } => MeshTable.Coloured(path.State, "."),
        { State: PathState.Slow } => MeshTable.Coloured(path.State, "s"),
        { State: PathState.Losing } => MeshTable.Coloured(path.State, "L"),
        { State: PathState.Down } => MeshTable.Coloured(path.State, "D"),
        _ => MeshTable.Coloured(path.State, "?"),
    };
}
