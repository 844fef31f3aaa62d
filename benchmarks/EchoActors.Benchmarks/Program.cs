using System.CommandLine;
using EchoActors.Benchmarks;
using EchoActors.Benchmarks.Figures;
using EchoActors.Benchmarks.Generator;

var root = new RootCommand("Measures echo servers side by side, and their parts by themselves.")
{
    PeersCommand.Create(), GeneratorCommand.Create(), FiguresCommand.Create(), MicroCommand.Create(), ServeCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine(parsed.Errors[0].Message);
    return 2;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromMinutes(1), // for the servers to be ended
    });
}
catch (LoadException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 2;
}
catch (OperationCanceledException)
{
    return 130;
}
