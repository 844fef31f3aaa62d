using EchoActors.Mesh;

namespace EchoActors.Admin.Tests;

/// <summary>
/// A mesh of any size as a node would show it, without the nodes: each probes each, one path is down, one is slow, and one
/// node has gone.
/// </summary>
internal sealed class PictureOfMesh : IMeshView
{
    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow;

    public PictureOfMesh(int nodes)
    {
        var names = Enumerable.Range(1, nodes).Select(number => $"node-{number:00}").ToList();
        Matrix = new MeshMatrix(
            At,
            AddressOf(names[0]),
            Fanout: null,
            [.. names.Select(Up), new MeshMember(AddressOf("node-99"), "node-99", MemberState.Gone, At, At.AddSeconds(-30), Echo: null)],
            [.. names.Select(from => new MeshRow(AddressOf(from), At, IsStale: false, [.. names.Where(to => to != from).Select(to => Path(from, to))]))],
            [new PathChange(At, AddressOf("node-03"), AddressOf("node-07"), PathState.Up, PathState.Down, "no answer in 500 ms")],
            Seeds: []);
    }

    public MeshMatrix Matrix { get; }

    public IReadOnlyList<PathPoint> History(string from, string to) =>
    [
        .. Enumerable.Range(0, 60).Select(number => Matrix.Path(from, to)!.State == PathState.Down && number >= 30
            ? new PathPoint(At.AddSeconds(number - 60), PathState.Down, null, null, 1)
            : new PathPoint(At.AddSeconds(number - 60), PathState.Up, TimeSpan.FromMicroseconds(200 + number), TimeSpan.FromMicroseconds(900 + 10 * number), 0)),
    ];

    public bool Forget(string nameOrNode) => false;

    private static MeshMember Up(string name) =>
        new(AddressOf(name), name, MemberState.Up, At.AddHours(-3), At, new HostPort("192.0.2.1", 3000));

    private static MeshPath Path(string from, string to)
    {
        var distance = TimeSpan.FromMicroseconds(90 * Math.Pow(1.3, Math.Abs(Number(from) - Number(to))));
        return (from, to) switch
        {
            ("node-03", "node-07") => new MeshPath(AddressOf(to), PathState.Down, At.AddSeconds(-30), 3, 3, 0, null, null, null, "no answer in 500 ms", At),
            ("node-05", "node-02") => new MeshPath(AddressOf(to), PathState.Slow, At.AddMinutes(-5), 60, 0, 0, 900 * distance, 1000 * distance, distance, null, null)
            {
                KernelRoundTrip = TimeSpan.FromMilliseconds(1.5),
                Retransmitted = 17,
            },
            _ => new MeshPath(AddressOf(to), PathState.Up, At.AddHours(-2), 60, 0, 0, distance, 3 * distance, distance, null, null),
        };
    }

    private static int Number(string name) => int.Parse(name[^2..], System.Globalization.CultureInfo.InvariantCulture);

    private static string AddressOf(string name) => $"192.0.2.{Number(name)}:4053";
}
