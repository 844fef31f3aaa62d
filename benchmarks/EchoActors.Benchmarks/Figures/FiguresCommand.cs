using System.CommandLine;
using System.Text.Json;
using EchoActors.Benchmarks.Generator;
using EchoActors.Benchmarks.Report;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks.Figures;

/// <summary>
/// <c>figures</c>: runs <c>echoactors bench</c> against servers of known delays over real sockets, and compares what it
/// says to what is true. Exit code 1 if the median of the rounds is more than 5 % off.
/// </summary>
/// <remarks>
/// The host of a virtual machine may take a core away for milliseconds. The server sees when its own was: a measurement in
/// which it was away for long is made again, a few times, and the least disturbed one is kept. What bench said plays no part
/// in that.
/// </remarks>
internal static class FiguresCommand
{
    private const int Seconds = 4;
    private const double Tolerance = 0.05;
    private const double Quiet = 0.001;
    private const int MostTries = 5;

    private static readonly Option<int?> Rounds = OptionReading.Rounds("each server is measured");

    internal static Command Create()
    {
        var command = new Command("figures", "Checks what echoactors bench says of servers whose delays are known.") { Rounds };
        command.SetAction((result, cancellationToken) => Task.Run(() => Run(result.GetValue(Rounds), cancellationToken), CancellationToken.None));
        return command;
    }

    private static int Run(int? rounds, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LoadException("The servers speak epoll and need Linux.");
        }

        var plan = Plan.Create(quick: false, rounds, TimeSpan.FromSeconds(Seconds));
        plan.LoadCores.Apply(); // inherited by bench
        Console.WriteLine(MachineDescription.Write(plan));
        Console.WriteLine();
        var cases = KnownCase.All(Seconds);
        var results = cases.ToDictionary(known => known, _ => new List<Measured>());
        for (var round = 1; round <= plan.Rounds; round++)
        {
            foreach (var known in cases)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Console.Error.WriteLine($"round {round} of {plan.Rounds}: {known.Server}, {string.Join(' ', known.Load)}");
                results[known].Add(MeasureQuietly(known, plan));
            }
        }

        Console.WriteLine("| server | `bench` | figure | true, ms | `bench`, ms | off by | in single rounds | send delay p99, µs | core lost |");
        Console.WriteLine("|---|---|---|--:|--:|--:|--:|--:|--:|");
        return cases.Count(known => !IsRight(known, results[known])) == 0 ? 0 : 1;
    }

    private static Measured MeasureQuietly(KnownCase known, Plan plan)
    {
        var best = Measure(known, plan);
        for (var tries = 1; best.Lost > Quiet && tries < MostTries; tries++)
        {
            var another = Measure(known, plan);
            best = another.Lost < best.Lost ? another : best;
        }

        return best;
    }

    private static Measured Measure(KnownCase known, Plan plan)
    {
        using var server = new TimedServer(plan.ServerCores, known.CreateDelays());
        var bench = BenchProcess.Run(server.EndPoint, [.. known.Load, "--warmup", "2s", "--duration", $"{Seconds}s"]);
        return new Measured(bench, server.Stop(Seconds));
    }

    private static bool IsRight(KnownCase known, List<Measured> rounds)
    {
        var allRight = true;
        foreach (var (name, expected) in known.Expected)
        {
            var errors = rounds.Select(round => (round.Bench(name) / expected) - 1).ToList();
            allRight &= Math.Abs(Statistics.Median(errors)) <= Tolerance;
            Console.WriteLine(
                $"| {known.Server} | `{string.Join(' ', known.Load)}` | {name} | {expected:N1} | {Median(round => round.Bench(name)):N2} | {Statistics.Median(errors):+0.0%;-0.0%;0.0%} | {errors.Min():+0.0%;-0.0%;0.0%} to {errors.Max():+0.0%;-0.0%;0.0%} | {SendDelay(rounds)} | {Median(round => round.Lost):0.00%} |");
        }

        return allRight;

        double Median(Func<Measured, double> figure) => Statistics.Median(rounds.Select(figure));
    }

    private static string SendDelay(List<Measured> rounds) =>
        rounds.All(round => round.SendDelay is not null) ? $"{Statistics.Median(rounds.Select(round => round.SendDelay!.Value)):N0}" : "";

    /// <summary>What one round said.</summary>
    private sealed record Measured(JsonElement Result, double Lost)
    {
        /// <summary>The p99 of how late sends were, in microseconds, in an open loop.</summary>
        internal double? SendDelay =>
            Result.TryGetProperty("send_delay_microseconds", out var sendDelay) ? sendDelay.GetProperty("p99").GetDouble() : null;

        /// <summary>A percentile in milliseconds, of <c>bench</c>.</summary>
        internal double Bench(string percentile) =>
            Result.GetProperty("latency_microseconds").GetProperty(percentile).GetDouble() / 1000;
    }
}
