using System.Diagnostics.Metrics;
using EchoActors.Admin.Live;
using EchoActors.Mesh;

namespace EchoActors.Admin.Metrics;

/// <summary>
/// The instruments of the mesh: each node of this process exports what it measured itself, so that the nodes together
/// export every path once, and at most <see cref="AdminOptions.MaxPaths"/> each process.
/// </summary>
internal sealed class MeshMeter : IDisposable
{
    public const string Name = "EchoActors.Mesh";

    private const string PathState = "echo.mesh.path.state";
    private const string PathLoss = "echo.mesh.path.loss";
    private const string PathRoundTrip = "echo.mesh.path.round_trip";
    private const string PathKernelRoundTrip = "echo.mesh.path.kernel.round_trip";
    private const string PathRetransmits = "echo.mesh.path.retransmits";

    private readonly AdminNodes _nodes;
    private readonly int _maxPaths;
    private readonly Meter _meter = new(Name);

    public MeshMeter(AdminNodes nodes, AdminOptions options)
    {
        _nodes = nodes;
        _maxPaths = options.MaxPaths;
        _meter.CreateObservableGauge(PathState, States, "1", "1 for the state each path is in, 0 for the others.");
        _meter.CreateObservableGauge(PathLoss, Losses, "1", "The part of the window's probes that failed, 0 to 1.");
        _meter.CreateObservableGauge(
            PathRoundTrip, RoundTrips, "s", "Percentiles of the window's round trips.");
        _meter.CreateObservableGauge(
            PathKernelRoundTrip, KernelRoundTrips, "s", "The round trip that the kernel measures (TCP_INFO), without the echo's part.");
        _meter.CreateObservableCounter(PathRetransmits, Retransmits, "{segment}", "Segments that were sent again (TCP_INFO).");
        _meter.CreateObservableGauge(
            "echo.mesh.members", Members, "{member}", "The nodes of the mesh by what the cluster says of them, as each node sees it.");
        _meter.CreateObservableGauge(
            "echo.mesh.paths.omitted", () => Math.Max(0, OwnPaths().Count() - _maxPaths), "{path}", "Paths left out of these metrics.");
    }

    /// <summary>How many series each path has in each instrument.</summary>
    public static IReadOnlyList<(string Instrument, int Series)> SeriesOfEachPath { get; } =
        [(PathState, Enum.GetValues<Mesh.PathState>().Length), (PathLoss, 1), (PathRoundTrip, 2), (PathKernelRoundTrip, 1), (PathRetransmits, 1)];

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> States() =>
        from own in OwnPaths().Take(_maxPaths)
        from state in Enum.GetValues<Mesh.PathState>()
        select new Measurement<int>(own.Path.State == state ? 1 : 0, Tags(own, "state", Word(state)));

    private IEnumerable<Measurement<double>> Losses() =>
        from own in OwnPaths().Take(_maxPaths)
        where own.Path.Probes > 0
        select new Measurement<double>(own.Path.Loss, Tags(own));

    private IEnumerable<Measurement<double>> RoundTrips() =>
        from own in OwnPaths().Take(_maxPaths)
        from percentile in new[] { (Name: "50", Value: own.Path.P50), (Name: "99", Value: own.Path.P99) }
        where percentile.Value is not null
        select new Measurement<double>(percentile.Value!.Value.TotalSeconds, Tags(own, "percentile", percentile.Name));

    private IEnumerable<Measurement<double>> KernelRoundTrips() =>
        from own in OwnPaths().Take(_maxPaths)
        where own.Path.KernelRoundTrip is not null
        select new Measurement<double>(own.Path.KernelRoundTrip!.Value.TotalSeconds, Tags(own));

    private IEnumerable<Measurement<long>> Retransmits() =>
        from own in OwnPaths().Take(_maxPaths)
        where own.Path.Retransmitted is not null
        select new Measurement<long>(own.Path.Retransmitted!.Value, Tags(own));

    private IEnumerable<Measurement<int>> Members() =>
        from node in _nodes.All
        from mesh in MeshSnapshot.Of(node)
        from state in Enum.GetValues<MemberState>()
        select new Measurement<int>(
            mesh.Matrix.Members.Count(member => member.State == state),
            new KeyValuePair<string, object?>("node", node.Name),
            new KeyValuePair<string, object?>("state", Word(state)));

    private IEnumerable<OwnPath> OwnPaths()
    {
        foreach (var matrix in _nodes.All.SelectMany(MeshSnapshot.Of).Select(mesh => mesh.Matrix))
        {
            var names = new MemberNames(matrix);
            foreach (var path in matrix.Rows.Where(row => row.From == matrix.Self).SelectMany(row => row.Paths))
            {
                yield return new OwnPath(names[matrix.Self], names[path.To], path);
            }
        }
    }

    private static KeyValuePair<string, object?>[] Tags(OwnPath own, string? key = null, string? value = null) =>
        key is null ? [new("from", own.From), new("to", own.To)] : [new("from", own.From), new("to", own.To), new(key, value)];

    private static string Word<TState>(TState state)
        where TState : struct, Enum => state.ToString().ToLowerInvariant();

    private sealed record OwnPath(string From, string To, MeshPath Path);
}
