using EchoActors.Mesh.Paths;
using FsCheck;
using FsCheck.Xunit;

namespace EchoActors.Mesh.Tests.Paths;

public sealed class PathWindowTests
{
    [Property]
    public bool It_holds_the_latest_results_and_no_more(PositiveInt size, PositiveInt[] milliseconds)
    {
        var window = new PathWindow(size.Get);
        foreach (var ms in milliseconds)
        {
            window.Add(Result(ms.Get));
        }

        var latest = milliseconds.Select(ms => Result(ms.Get)).TakeLast(size.Get).ToList();
        return window.Probes == latest.Count
            && window.Lost == latest.Count(result => result.RoundTrip is null)
            && window.Mismatches == latest.Count(result => result.IsMismatch);
    }

    [Property]
    public bool A_percentile_is_the_least_round_trip_that_so_many_did_not_exceed(NonEmptyArray<PositiveInt> milliseconds, byte rank)
    {
        var quantile = (rank % 100 + 1) / 100.0;
        var window = new PathWindow(milliseconds.Get.Length);
        foreach (var ms in milliseconds.Get)
        {
            window.Add(ProbeResult.Answered(TimeSpan.FromMilliseconds(ms.Get)));
        }

        var found = window.RoundTrips(quantile)[0]!.Value.TotalMilliseconds;
        var needed = quantile * milliseconds.Get.Length;
        return milliseconds.Get.Count(ms => ms.Get <= found) >= needed - 1e-9
            && milliseconds.Get.Count(ms => ms.Get < found) < needed;
    }

    [Property]
    public bool Cleared_it_is_as_new(PositiveInt[] milliseconds)
    {
        var window = new PathWindow(10);
        foreach (var ms in milliseconds)
        {
            window.Add(Result(ms.Get));
        }

        window.Clear();
        return window is { Probes: 0, Lost: 0, Mismatches: 0, Loss: 0 } && window.RoundTrips(0.5)[0] is null;
    }

    // Every third lost, every fifth with wrong bytes.
    private static ProbeResult Result(int ms) =>
        ms % 3 == 0 ? ProbeResult.Failed("lost")
        : ms % 5 == 0 ? ProbeResult.Failed("wrong", isMismatch: true)
        : ProbeResult.Answered(TimeSpan.FromMilliseconds(ms));
}
