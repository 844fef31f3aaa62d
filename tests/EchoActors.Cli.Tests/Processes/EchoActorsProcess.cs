using System.Reflection;

namespace EchoActors.Cli.Tests.Processes;

/// <summary>The <c>echoactors</c> command as built beside these tests.</summary>
internal class EchoActorsProcess : RunningProcess
{
    protected EchoActorsProcess(IEnumerable<string> arguments, bool captureOutput = true)
        : base(Host, [Assembly, .. arguments], captureOutput)
    {
    }

    public static string Assembly { get; } = typeof(EchoActorsProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "EchoActors.Command").Value!;

    /// <summary>The host that runs these tests, or the one on the path where they have a host of their own.</summary>
    public static string Host { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    /// <summary>Starts it and leaves its input open.</summary>
    public static EchoActorsProcess StartEchoActors(params string[] arguments) => new(arguments);

    /// <summary>Starts it for more output than is to be kept: the test reads <c>OutputStream</c>.</summary>
    public static EchoActorsProcess StartStreaming(params string[] arguments) => new(arguments, captureOutput: false);

    /// <summary>Runs it to its end with nothing to read.</summary>
    public static Task<Finished> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs it to its end with <paramref name="input"/> through a pipe.</summary>
    public static async Task<Finished> RunAsync(byte[] input, string[] arguments)
    {
        await using var process = StartEchoActors(arguments);
        return await process.FinishAsync(input);
    }
}
