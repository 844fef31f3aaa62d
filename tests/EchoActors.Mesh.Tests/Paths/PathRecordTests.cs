using EchoActors.Mesh.Paths;
using Xunit;

namespace EchoActors.Mesh.Tests.Paths;

public sealed class PathRecordTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly MeshOptions _options = new() { Window = 20 };
    private DateTimeOffset _now = Start;

    [Fact]
    public void Before_the_first_answer_it_is_unknown()
    {
        var path = NewPath();
        Assert.Equal(PathState.Unknown, path.State);
        Fail(path, 1);
        Assert.Equal(PathState.Unknown, path.State);
    }

    [Fact]
    public void One_lost_probe_is_no_reason_for_another_state()
    {
        var path = NewPath();
        Answer(path, 1, 1);
        Fail(path, 1);
        Assert.Equal(PathState.Up, path.State);
        Assert.True(path.IsInDoubt);
    }

    [Fact]
    public void Two_failures_in_a_row_are_down_and_two_answers_in_a_row_are_up_again()
    {
        var path = NewPath();
        Answer(path, 5, 1);
        Fail(path, 2);
        Assert.Equal(PathState.Down, path.State);
        var downSince = path.Since;
        Answer(path, 1, 1);
        Assert.Equal(PathState.Down, path.State);
        Assert.Equal(downSince, path.Since);
        Answer(path, 1, 1);
        Assert.Equal(PathState.Up, path.State);
    }

    [Fact]
    public void A_path_that_is_down_has_lost_all_that_its_window_holds()
    {
        var path = NewPath();
        Answer(path, 12, 1);
        Fail(path, 2);
        var snapshot = path.Snapshot();

        Assert.Equal((PathState.Down, 2, 2, 1.0), (snapshot.State, snapshot.Probes, snapshot.Lost, snapshot.Loss));
        Assert.Null(snapshot.P50);
    }

    [Fact]
    public void What_was_lost_while_it_was_down_does_not_make_it_losing_afterwards()
    {
        var path = NewPath();
        Answer(path, 5, 1);
        Fail(path, 10);
        Answer(path, 2, 1);
        Assert.Equal(PathState.Up, path.State);
        Assert.Equal(0, path.Snapshot().Lost);
    }

    [Fact]
    public void Scattered_losses_make_it_losing_until_the_window_has_all_but_forgotten_them()
    {
        var path = NewPath();
        Answer(path, 5, 1);
        Fail(path, 1);
        Answer(path, 1, 1);
        Fail(path, 1);
        Answer(path, 1, 1);
        Assert.Equal(PathState.Losing, path.State);
        Answer(path, 17, 1);
        Assert.Equal(PathState.Losing, path.State); // 1 of 20 is left: above `leave`
        Answer(path, 2, 1);
        Assert.Equal(PathState.Up, path.State);
    }

    [Fact]
    public void A_slow_median_makes_it_slow_until_it_is_clearly_below_the_threshold()
    {
        var path = NewPath();
        Answer(path, 10, 120);
        Assert.Equal(PathState.Slow, path.State);
        Answer(path, 20, 90);
        Assert.Equal(PathState.Slow, path.State); // below `enter`, above `leave`
        Answer(path, 20, 70);
        Assert.Equal(PathState.Up, path.State);
        Answer(path, 20, 90);
        Assert.Equal(PathState.Up, path.State);
    }

    [Fact]
    public void Wrong_bytes_are_lost_probes_that_are_counted_as_mismatches()
    {
        var path = NewPath();
        Answer(path, 5, 1);
        path.Add(ProbeResult.Failed("byte 3 differs", isMismatch: true), _now);
        var snapshot = path.Snapshot();
        Assert.Equal((1, 1), (snapshot.Lost, snapshot.Mismatches));
        Assert.Equal("byte 3 differs", snapshot.LastError);
    }

    private PathRecord NewPath() => new("b", _options, Start);

    private void Answer(PathRecord path, int times, double milliseconds) =>
        Add(path, times, ProbeResult.Answered(TimeSpan.FromMilliseconds(milliseconds)));

    private void Fail(PathRecord path, int times) => Add(path, times, ProbeResult.Failed("no answer"));

    private void Add(PathRecord path, int times, ProbeResult result)
    {
        for (var i = 0; i < times; i++)
        {
            _now += TimeSpan.FromSeconds(1);
            path.Add(result, _now);
        }
    }
}
