using System.CommandLine;

namespace EchoActors.Cli;

/// <summary><c>echoactors man</c>: prints the manual page, for packagers.</summary>
internal static class ManualCommand
{
    public static Command Create()
    {
        var command = new CliCommand("man", "Print the manual page, in man(7) format.", "echoactors man") { Hidden = true };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(ManualPage.Of(parsed.RootCommandResult.Command));
            return ExitCode.Success;
        });
        return command;
    }
}
