using EchoActors.Mesh.Paths;
using Xunit;

namespace EchoActors.Mesh.Tests.Paths;

/// <summary>The history of one path.</summary>
public sealed class PathPointsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_latest_points_are_as_they_were_and_older_ones_are_the_worst_of_half_a_minute()
    {
        var points = new PathPoints();
        for (var number = 0; number < 100; number++)
        {
            points.Add(Point(number, number == 7 ? PathState.Down : PathState.Up), most: 10);
        }

        var all = points.ToList();

        Assert.Equal(6 + 10, all.Count); // 90 points, 2 s apart, are six half minutes
        Assert.Equal(PathState.Down, all[0].State);
        Assert.Equal((TimeSpan.FromMilliseconds(14), 0.14), (all[0].P50, all[0].Loss));
        Assert.Equal(Enumerable.Range(90, 10).Select(number => Start.AddSeconds(2 * number)), all.TakeLast(10).Select(point => point.At));
    }

    [Fact]
    public void An_hour_is_kept_and_no_more()
    {
        var points = new PathPoints();
        for (var number = 0; number < 3 * 1800; number++)
        {
            points.Add(Point(number, PathState.Up), most: 10);
        }

        Assert.Equal(120 + 10, points.ToList().Count);
    }

    [Fact]
    public void None_is_kept_where_none_is_wanted()
    {
        var points = new PathPoints();

        points.Add(Point(0, PathState.Up), most: 0);

        Assert.Empty(points.ToList());
    }

    private static PathPoint Point(int number, PathState state) => new(
        Start.AddSeconds(2 * number), state, TimeSpan.FromMilliseconds(number), TimeSpan.FromMilliseconds(2 * number), number / 100.0);
}
