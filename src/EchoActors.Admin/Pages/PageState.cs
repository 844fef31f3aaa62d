using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace EchoActors.Admin.Pages;

/// <summary>The choices of the user on the page. They are in the URL, so that a link or a reload shows the same.</summary>
public sealed record PageState
{
    /// <summary>The figure in each cell of the matrix.</summary>
    public enum Figure
    {
        /// <summary>The median round trip.</summary>
        P50,

        /// <summary>The 99th percentile of the round trip.</summary>
        P99,

        /// <summary>The part of the probes that failed.</summary>
        Loss,
    }

    /// <summary>How nodes are ordered.</summary>
    public enum Order
    {
        /// <summary>By name.</summary>
        Name,

        /// <summary>The nodes with the worst paths first.</summary>
        Worst,
    }

    private const char FromTo = '~';

    /// <summary>The time that charts show, by the word in the URL.</summary>
    public static readonly IReadOnlyDictionary<string, TimeSpan> Ranges = new Dictionary<string, TimeSpan>
    {
        ["5m"] = TimeSpan.FromMinutes(5),
        ["15m"] = TimeSpan.FromMinutes(15),
        ["1h"] = TimeSpan.FromHours(1),
    };

    /// <summary>How wide the matrix is: 1 fits the page.</summary>
    public static readonly IReadOnlyList<int> Zooms = [1, 2, 3, 4];

    /// <summary>The server and the node whose view is shown; the first where it is left out.</summary>
    public string? Node { get; init; }

    /// <summary>The names of the two nodes whose path is shown in detail.</summary>
    public (string From, string To)? Path { get; init; }

    /// <summary>The figure in each cell of the matrix.</summary>
    public Figure Shown { get; init; }

    /// <summary>The order of the matrix and of the members.</summary>
    public Order SortedBy { get; init; }

    /// <summary>The time that charts show: a key of <see cref="Ranges"/>.</summary>
    public string Range { get; init; } = Ranges.Keys.First();

    /// <summary>Part of the names of the nodes shown.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Part of the addresses of the clients whose connections are shown.</summary>
    public string Client { get; init; } = "";

    /// <summary>By what the connections are ranked.</summary>
    public Live.ConnectionOrder Connections { get; init; }

    /// <summary>How wide the matrix is: one of <see cref="Zooms"/>.</summary>
    public int Zoom { get; init; } = 1;

    /// <summary>Reads the state from a URL; what it does not know is left at its default.</summary>
    public static PageState Parse(string url)
    {
        var query = QueryHelpers.ParseQuery(new Uri(url).Query);
        var initial = new PageState();
        return new PageState
        {
            Node = Text("node"),
            Path = Text("path")?.Split(FromTo) is [{ Length: > 0 } from, { Length: > 0 } to] ? (from, to) : null,
            Shown = Choice("figure", initial.Shown),
            SortedBy = Choice("sort", initial.SortedBy),
            Range = Text("range") is { } range && Ranges.ContainsKey(range) ? range : initial.Range,
            Filter = Text("filter") ?? initial.Filter,
            Client = Text("client") ?? initial.Client,
            Connections = Choice("connections", initial.Connections),
            Zoom = int.TryParse(Text("zoom"), CultureInfo.InvariantCulture, out var zoom) && Zooms.Contains(zoom) ? zoom : initial.Zoom,
        };

        string? Text(string key) => query.TryGetValue(key, out var values) && values is [{ Length: > 0 } text, ..] ? text : null;

        TChoice Choice<TChoice>(string key, TChoice otherwise)
            where TChoice : struct, Enum =>
            Enum.TryParse<TChoice>(Text(key), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : otherwise;
    }

    /// <summary>The query that <see cref="Parse"/> reads back; what is at its default is left out.</summary>
    public string ToQuery()
    {
        var initial = new PageState();
        var query = new Dictionary<string, string?>
        {
            ["node"] = Node,
            ["path"] = Path is var (from, to) ? $"{from}{FromTo}{to}" : null,
            ["figure"] = Unless(initial.Shown, Shown),
            ["sort"] = Unless(initial.SortedBy, SortedBy),
            ["range"] = Unless(initial.Range, Range),
            ["filter"] = Unless(initial.Filter, Filter),
            ["client"] = Unless(initial.Client, Client),
            ["connections"] = Unless(initial.Connections, Connections),
            ["zoom"] = Unless(initial.Zoom, Zoom),
        };
        return QueryHelpers.AddQueryString("/", query.Where(pair => pair.Value is not null));

        static string? Unless<TValue>(TValue initial, TValue value) =>
            EqualityComparer<TValue>.Default.Equals(initial, value)
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{value}").ToLowerInvariant();
    }
}
