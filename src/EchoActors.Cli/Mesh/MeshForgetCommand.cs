using System.CommandLine;

namespace EchoActors.Cli;

/// <summary><c>echoactors mesh forget</c>: no longer shows a member that ended without leaving.</summary>
internal static class MeshForgetCommand
{
    private static readonly Argument<string> Name = new("NAME")
    {
        Description = "The name of the member, or its cluster address.",
    };

    private static readonly Argument<HostPort?> Target = MeshAdmin.Target();

    public static Command Create()
    {
        var command = new CliCommand("forget", "No longer show a member that is gone, on every node of the mesh.", "echoactors mesh forget node-3") { Name, Target };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(Name) is { Length: > 0 } name
            ? RunAsync(name, new MeshAdmin(parsed.GetValue(Target)), cancellationToken)
            : throw new UsageException("NAME is empty: give the name of a member, or its cluster address."));
        return command;
    }

    private static async Task<int> RunAsync(string name, MeshAdmin admin, CancellationToken cancellationToken)
    {
        try
        {
            if (await admin.ForgetAsync(name, cancellationToken))
            {
                return ExitCode.Success;
            }

            Console.Error.WriteLine($"echoactors mesh forget: no member that is gone is called {PrintableText.Format(name)}.");
            return ExitCode.Failure;
        }
        catch (AdminException e)
        {
            Console.Error.WriteLine($"echoactors mesh forget: {PrintableText.Format(e.Message)}");
            return ExitCode.CouldNotConnect;
        }
    }
}
