using System.CommandLine;
using EchoActors.Benchmarks.Generator;
using EchoActors.Benchmarks.Report;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks.Figures;

/// <summary>
/// <c>figures</c>: runs <c>echoactors bench</c> against servers of known delays over real sockets, and compares what it
/// says to what is true. Exit code 1 if a figure is off by more than 5 %.
/// </summary>
internal static class FiguresCommand
{
    private const int Seconds = 4;
    private const double Tolerance = 0.05;

    internal static Command Create()
    {
        var command = new Command("figures", "Checks what echoactors bench says of servers whose delays are known.");
        command.SetAction((_, cancellation) => Task.Run(() => Run(cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LoadException("The servers speak epoll and need Linux.");
        }

        var plan = Plan.Create(quick: false, rounds: 1, TimeSpan.FromSeconds(Seconds));
        plan.LoadCores.Apply(); // inherited by bench
        Console.WriteLine(MachineDescription.Write(plan));
        Console.WriteLine();
        Console.WriteLine("| server | `bench` | figure | true, ms | measured, ms | off by | lateness p99, µs |");
        Console.WriteLine("|---|---|---|--:|--:|--:|--:|");
        var allRight = true;
        foreach (var known in KnownCase.All(Seconds))
        {
            cancellation.ThrowIfCancellationRequested();
            allRight &= Check(known, plan);
        }

        return allRight ? 0 : 1;
    }

    private static bool Check(KnownCase known, Plan plan)
    {
        using var server = new TimedServer(plan.ServerCores, known.CreateDelays());
        var result = BenchProcess.Run(server.EndPoint, [.. known.Load, "--warmup", "2s", "--duration", $"{Seconds}s"]);
        var latency = result.GetProperty("latency_microseconds");
        var lateness = result.TryGetProperty("lateness_microseconds", out var late) ? $"{late.GetProperty("p99").GetDouble():N0}" : "";
        var allRight = true;
        foreach (var (name, expected) in known.Expected)
        {
            var measured = latency.GetProperty(name).GetDouble() / 1000;
            var error = (measured - expected) / expected;
            allRight &= Math.Abs(error) <= Tolerance;
            Console.WriteLine(
                $"| {known.Server} | `{string.Join(' ', known.Load)}` | {name} | {expected:N1} | {measured:N2} | {error:+0.0%;-0.0%} | {lateness} |");
        }

        return allRight;
    }
}
