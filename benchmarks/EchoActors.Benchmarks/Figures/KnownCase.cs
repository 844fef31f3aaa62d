using System.Diagnostics;

namespace EchoActors.Benchmarks.Figures;

/// <summary>A load against a server of known delays, and what it must measure.</summary>
/// <param name="Server">What the server does, in words.</param>
/// <param name="Load">What <c>bench</c> is told, beside the server and how long.</param>
/// <param name="CreateDelays">Makes the server's timing: from when bytes arrive to when they go back.</param>
/// <param name="Expected">Percentiles of latency in milliseconds, by name.</param>
internal sealed record KnownCase(
    string Server, string[] Load, Func<Func<long, long>> CreateDelays, IReadOnlyDictionary<string, double> Expected)
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1000;

    private static readonly string[] Closed = ["-c", "20"];

    /// <summary>Every case, for loads of <paramref name="seconds"/> whole seconds.</summary>
    internal static IReadOnlyList<KnownCase> All(int seconds) =>
    [
        new("answers after 10 ms", Open(2000), Delay, Percentiles(10, 10, 10)),
        new("answers after 10 ms", Closed, Delay, Percentiles(10, 10, 10)),
        // A fifth of all sends falls due in a stall, and waits for what is left of it.
        new("stalls 200 ms a second", Open(2000), Stalls, new Dictionary<string, double> { ["p90"] = 100, ["p99"] = 190 }),
        // 20 messages wait in line at all times.
        new("answers 1,000/s", Closed, FixedRate, Percentiles(20, 20, 20)),
        // The line grows by 200 messages a second: who comes last waits for a fifth of the time that has passed.
        new("answers 1,000/s", Open(1200), FixedRate, Percentiles(100.0 * seconds, 180.0 * seconds, 198.0 * seconds)),
    ];

    private static string[] Open(int rate) => ["-c", "20", "-r", $"{rate}"];

    private static Func<long, long> Delay() => arrivedAt => arrivedAt + (10 * Millisecond);

    private static Func<long, long> Stalls() => arrivedAt =>
        arrivedAt % (1000 * Millisecond) is var phase && phase < 200 * Millisecond
            ? arrivedAt - phase + (200 * Millisecond)
            : arrivedAt;

    private static Func<long, long> FixedRate()
    {
        var last = 0L;
        return arrivedAt => last = Math.Max(arrivedAt, last + Millisecond);
    }

    private static Dictionary<string, double> Percentiles(double p50, double p90, double p99) =>
        new() { ["p50"] = p50, ["p90"] = p90, ["p99"] = p99 };
}
