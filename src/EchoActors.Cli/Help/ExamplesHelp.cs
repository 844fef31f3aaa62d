using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace EchoActors.Cli;

/// <summary>The help of a command, and its examples below it.</summary>
internal sealed class ExamplesHelp(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary><c>--help</c> with examples, for a command and all its subcommands.</summary>
    public static HelpOption Option()
    {
        var option = new HelpOption();
        option.Action = new ExamplesHelp((HelpAction)option.Action!);
        return option;
    }

    // Help is asked for by a command line that is not complete.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CliCommand { Examples: { Count: > 0 } examples })
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return exitCode;
    }
}
