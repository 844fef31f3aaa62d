using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EchoActors.Benchmarks.Generator;
using EchoActors.Benchmarks.Load;
using EchoActors.Benchmarks.Report;
using EchoActors.Benchmarks.Workloads;
using HdrHistogram;

namespace EchoActors.Benchmarks.Figures;

/// <summary>
/// <c>figures</c>: runs <c>echoactors bench</c> against servers of known delays over real sockets, and compares what it
/// says to what is true. Where a lean client over epoll, which sleeps as bench does, must measure the same, it is run in the
/// same rounds: what the machine adds, which may take a core away for milliseconds, both show. Exit code 1 if the median
/// of the rounds is more than 5 % off the truth.
/// </summary>
internal static class FiguresCommand
{
    private const int Seconds = 4;
    private const double Tolerance = 0.05;

    private static readonly Option<int?> Rounds = OptionReading.Rounds("each server is measured");

    internal static Command Create()
    {
        var command = new Command("figures", "Checks what echoactors bench says of servers whose delays are known.") { Rounds };
        command.SetAction((result, cancellation) => Task.Run(() => Run(result.GetValue(Rounds), cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(int? rounds, CancellationToken cancellation)
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
                cancellation.ThrowIfCancellationRequested();
                Console.Error.WriteLine($"round {round} of {plan.Rounds}: {known.Server}, {string.Join(' ', known.Load)}");
                results[known].Add(Measure(known, plan));
            }
        }

        Console.WriteLine("| server | `bench` | figure | true, ms | `bench`, ms | off by | of single rounds | lean client, ms | lateness p99, µs |");
        Console.WriteLine("|---|---|---|--:|--:|--:|--:|--:|--:|");
        return cases.Count(known => !IsRight(known, results[known])) == 0 ? 0 : 1;
    }

    private static Measured Measure(KnownCase known, Plan plan)
    {
        using var server = new TimedServer(plan.ServerCores, known.CreateDelays());
        var bench = BenchProcess.Run(server.EndPoint, [.. known.Load, "--warmup", "2s", "--duration", $"{Seconds}s"]);
        return new Measured(bench, known.IsTheSameForLeanClient
            ? EchoLoad.Measure(server.EndPoint, KnownCase.LeanShape, ownCore: false, plan.Duration).Latencies
            : null);
    }

    private static bool IsRight(KnownCase known, List<Measured> rounds)
    {
        var allRight = true;
        foreach (var (name, expected) in known.Expected)
        {
            var measured = rounds.Select(round => round.Bench(name)).ToList();
            double? lean = known.IsTheSameForLeanClient ? Statistics.Median(rounds.Select(round => round.Lean(name))) : null;
            double Error(double value) => (value - expected) / expected;
            var median = Statistics.Median(measured);
            allRight &= Math.Abs(Error(median)) <= Tolerance;
            Console.WriteLine(
                $"| {known.Server} | `{string.Join(' ', known.Load)}` | {name} | {expected:N1} | {median:N2} | {Error(median):+0.0%;-0.0%} | {Error(measured.Min()):+0.0%;-0.0%} to {Error(measured.Max()):+0.0%;-0.0%} | {lean:N2} | {Lateness(rounds)} |");
        }

        return allRight;
    }

    private static string Lateness(List<Measured> rounds) =>
        rounds.All(round => round.Lateness is not null) ? $"{Statistics.Median(rounds.Select(round => round.Lateness!.Value)):N0}" : "";

    /// <summary>What one round said.</summary>
    private sealed record Measured(JsonElement Result, LongHistogram? LeanLatencies)
    {
        /// <summary>The p99 of how late sends were, in microseconds, in an open loop.</summary>
        internal double? Lateness =>
            Result.TryGetProperty("lateness_microseconds", out var lateness) ? lateness.GetProperty("p99").GetDouble() : null;

        /// <summary>A percentile in milliseconds, of <c>bench</c>.</summary>
        internal double Bench(string percentile) =>
            Result.GetProperty("latency_microseconds").GetProperty(percentile).GetDouble() / 1000;

        /// <summary>The same of the lean client.</summary>
        internal double Lean(string percentile) =>
            LeanLatencies!.GetValueAtPercentile(double.Parse(percentile[1..], CultureInfo.InvariantCulture)) / 1e6;
    }
}
