using System.Text.Json;
using System.Text.Json.Nodes;
using EchoActors.Mesh;
using Spectre.Console;

namespace EchoActors.Cli.Tests;

/// <summary>What <c>mesh status</c> shows: it fits the terminal, a file has everything, and no document from outside harms either.</summary>
public sealed class MeshTableTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);

    [Theory]
    [InlineData(2, 80)]
    [InlineData(5, 80)]
    [InlineData(20, 80)]
    [InlineData(20, 120)]
    [InlineData(60, 80)]
    [InlineData(100, 80)]
    [InlineData(100, 120)]
    public void Each_line_fits_the_terminal_and_each_node_has_one(int nodes, int columns)
    {
        var lines = Shown(Mesh(nodes), columns);

        Assert.All(lines, line => Assert.True(line.Length <= columns, $"{line.Length}: {line}"));
        Assert.True(lines.Length <= (2 * nodes) + 20, $"{lines.Length} lines:\n{string.Join('\n', lines)}");
        Assert.Contains(lines, line => line.Contains("rows probe, columns are probed"));
        Assert.Contains(lines, line => line.Contains('D') || line.Contains("down"));
    }

    [Fact]
    public void A_file_has_every_figure_of_every_path_and_no_line_is_wrapped()
    {
        var output = new StringWriter();

        MeshTable.Write(output, Mesh(20));

        var lines = output.ToString().Split('\n');
        Assert.Equal(20, lines.Count(line => line.StartsWith('│') && line.Count(c => c == '/') >= 18));
        Assert.Contains(lines, line => line.Contains("a-node-with-a-name-of-forty-characters-19 ") && line.Contains("10.0.0.19:3000"));
        Assert.DoesNotContain('\x1b', output.ToString());
    }

    [Fact]
    public void The_paths_that_retransmit_most_are_below_the_table_with_the_round_trip_of_the_kernel()
    {
        var mesh = Mesh(4);
        mesh = mesh with
        {
            Members = [.. mesh.Members.Select((member, i) => member with { Name = $"node-{i}" })],
            Rows = [.. mesh.Rows.Select((row, from) => row with
            {
                Paths = [.. row.Paths.Select((path, to) => path with { KernelRoundTrip = TimeSpan.FromMicroseconds(150), Retransmitted = (from * 1000) + to })],
            })],
        };

        var lines = Shown(mesh, 80).Where(line => line.Contains("sent again")).ToList();

        Assert.Equal(5, lines.Count);
        Assert.Equal("node-3 to node-2: 3,002 segments sent again, rtt 150 µs", lines[0]);
        Assert.Equal("node-2 to node-1: 2,001 segments sent again, rtt 150 µs", lines[4]);
        Assert.DoesNotContain(Shown(Mesh(4), 80), line => line.Contains("sent again"));
    }

    [Fact]
    public void What_another_node_says_of_itself_can_not_steer_the_terminal()
    {
        var mesh = Mesh(3);
        mesh = mesh with { Members = [.. mesh.Members.Select(member => member with { Name = "[red]\x1b[2J\nname[/]" })] };

        var lines = Shown(mesh, 120);

        Assert.DoesNotContain(lines, line => line.Contains("\x1b[2J"));
        Assert.Contains(lines, line => line.Contains(@"[red]\x1b[2J\n"));
    }

    /// <summary>Every value of a document replaced by each kind of JSON, removed, and every list repeated.</summary>
    [Fact]
    public void A_document_that_was_tampered_with_is_refused_by_name_or_shown()
    {
        var json = JsonSerializer.Serialize(MeshDocument.Of(Mesh(2)), MeshJson.Default.MeshDocument);
        string[] replacements = ["null", "true", "-1", "1e300", "\"\\u001b[31mx\"", "[]", "[null]", "{}", "\"9999-12-31T23:59:59+00:00\""];
        var (refused, shown) = (0, 0);
        foreach (var path in Paths(JsonNode.Parse(json)!))
        {
            foreach (var text in replacements.Select(replacement => Replaced(json, path, replacement)).Append(Removed(json, path)).Append(Repeated(json, path)))
            {
                try
                {
                    var lines = Shown(MeshDocument.Read(System.Text.Encoding.UTF8.GetBytes(text)).Mesh, 80);
                    Assert.DoesNotContain(lines, line => line.Contains('\x1b'));
                    shown++;
                }
                catch (JsonException)
                {
                    refused++;
                }
            }
        }

        Assert.True(refused > 500, $"{refused} refused");
        Assert.True(shown > 20, $"{shown} shown");
    }

    private static string[] Shown(MeshMatrix mesh, int columns)
    {
        var output = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new Terminal(output, columns),
        });
        MeshTable.Write(terminal, mesh);
        return [.. output.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())];
    }

    private static MeshMatrix Mesh(int count)
    {
        var members = Enumerable.Range(0, count).Select(i => new MeshMember(
            $"10.0.0.{i}:4053", $"a-node-with-a-name-of-forty-characters-{i}", MemberState.Up, Now, Now, new HostPort($"10.0.0.{i}", 3000))).ToList();
        return new MeshMatrix(
            Now,
            members[0].Node,
            null,
            members,
            [.. members.Select(from => new MeshRow(from.Node, Now, false, [.. members.Where(to => to != from).Select(to => Path(from, to))]))],
            [new PathChange(Now, members[0].Node, members[1].Node, PathState.Up, PathState.Down, "no answer in 500 ms.")],
            [new MeshSeed(members[1].Node, null)]);

        MeshPath Path(MeshMember from, MeshMember to) => new(
            to.Node,
            from == members[0] && to == members[1] ? PathState.Down : PathState.Up,
            Now,
            30,
            0,
            0,
            TimeSpan.FromMicroseconds(312),
            TimeSpan.FromMilliseconds(150.99),
            TimeSpan.FromMilliseconds(1),
            null,
            null);
    }

    private static IEnumerable<object[]> Paths(JsonNode node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Below(field.Key, field.Value)),
        JsonArray list => list.SelectMany((element, i) => Below(i, element)),
        _ => [],
    };

    private static IEnumerable<object[]> Below(object step, JsonNode? node) =>
        new[] { new[] { step } }.Concat(node is null ? [] : Paths(node).Select(rest => (object[])[step, .. rest]));

    private static string Replaced(string json, object[] path, string replacement) =>
        Changed(json, path, (parent, step) => Set(parent, step, JsonNode.Parse(replacement)));

    private static string Removed(string json, object[] path) => Changed(json, path, (parent, step) =>
    {
        if (parent is JsonObject fields)
        {
            fields.Remove((string)step);
        }
        else
        {
            ((JsonArray)parent).RemoveAt((int)step);
        }
    });

    private static string Repeated(string json, object[] path) => Changed(json, path, (parent, step) =>
    {
        if (parent is JsonArray list)
        {
            list.Add(list[(int)step]!.DeepClone());
        }
    });

    private static void Set(JsonNode parent, object step, JsonNode? value)
    {
        if (parent is JsonObject fields)
        {
            fields[(string)step] = value;
        }
        else
        {
            parent[(int)step] = value;
        }
    }

    private static string Changed(string json, object[] path, Action<JsonNode, object> change)
    {
        var root = JsonNode.Parse(json)!;
        change(path[..^1].Aggregate(root, (node, step) => step is string name ? node[name]! : node[(int)step]!), path[^1]);
        return root.ToJsonString();
    }

    private sealed class Terminal(TextWriter writer, int columns) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => columns;

        public int Height => 40;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
