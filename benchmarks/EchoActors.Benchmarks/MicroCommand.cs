using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace EchoActors.Benchmarks;

/// <summary><c>micro</c>: the parts by themselves, with what they allocate. Further words go to BenchmarkDotNet.</summary>
internal static class MicroCommand
{
    internal static Command Create()
    {
        var passedOn = new Argument<string[]>("arguments") { Description = "For BenchmarkDotNet, such as -- --filter '*Dispatcher*'." };
        var command = new Command("micro", "Measures the dispatcher and the echo path by themselves.") { passedOn };
        command.SetAction(result =>
        {
            var arguments = result.GetValue(passedOn) is { Length: > 0 } given ? given : ["--filter", "*"];
            BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(arguments, Configuration());
        });
        return command;
    }

    // In this process, so that no project is generated and restored for it.
    private static ManualConfig Configuration() => ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance))
        .AddDiagnoser(MemoryDiagnoser.Default);
}
