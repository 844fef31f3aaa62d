namespace EchoActors.Cli.Tests.Processes;

/// <summary>
/// Runs the command line in the process of the tests, for a command that is refused before it starts anything: a process
/// would cost half a second. The console is one for all, so that every class that uses it is of this collection.
/// </summary>
[CollectionDefinition(Name)]
public sealed class InProcess
{
    public const string Name = "command lines in this process";

    /// <summary>Exit code, standard output and standard error of <c>echoactors</c> with <paramref name="arguments"/>.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (before, errorBefore) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        using var error = new StringWriter();
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            var exitCode = await CommandLine.RunAsync(arguments).WaitAsync(Deadline.Length);
            return (exitCode, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(errorBefore);
        }
    }
}
