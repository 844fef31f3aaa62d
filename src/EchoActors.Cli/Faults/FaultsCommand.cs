using System.CommandLine;
using EchoActors.Admin.Hosting;
using EchoActors.Filters;

namespace EchoActors.Cli;

/// <summary><c>echoactors faults</c>: shows, sets and clears the faults of a running server.</summary>
internal static class FaultsCommand
{
    private const string Set = "set";
    private const string Clear = "clear";

    private static readonly Argument<HostPort> Target = CliOptions.TcpTarget("HOST:PORT", "The admin address of the server.");

    private static readonly Argument<string?> Action = new("set|clear")
    {
        Description = "Set other faults, or clear all. Left out, those in force are shown.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string?> Rules = new("FAULTS")
    {
        Description = "The faults to set, as --fault of the server takes them, for example 'delay=20ms:50%,expires=60s'.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> TokenFile =
        AdminTokenOption.Create("The file with the token of the admin address; the server has the same. Left out: refused.");

    public static Command Create()
    {
        var command = new CliCommand(
            "faults",
            "Let a running server misbehave on purpose, or stop it from doing so.",
            "echoactors faults 127.0.0.1:8081 clear --admin-token-file /etc/echoactors/token")
        {
            Target, Action, Rules, TokenFile,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(Target)!, parsed.GetValue(Action), parsed.GetValue(Rules), parsed.GetValue(TokenFile), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        HostPort target, string? action, string? rules, string? tokenFile, CancellationToken cancellationToken)
    {
        var admin = new FaultsAdmin(
            target,
            AdminToken.Read(tokenFile ?? throw new UsageException("give --admin-token-file FILE: faults are shown and changed only with the token.")));
        var asked = (action, rules) switch
        {
            (null, null) => admin.ShowAsync(cancellationToken),
            (Set, { } text) => admin.SetAsync(Checked(text), cancellationToken),
            (Set, null) => throw new UsageException("give FAULTS to set, for example 'delay=20ms:50%'."),
            (Clear, null) => admin.ClearAsync(cancellationToken),
            (Clear, _) => throw new UsageException($"'{rules}' stands after clear, which clears all faults: leave it out."),
            _ => throw new UsageException($"'{action}' is neither set nor clear."),
        };
        try
        {
            foreach (var line in await asked)
            {
                Console.WriteLine(PrintableText.Format(line));
            }

            return ExitCode.Success;
        }
        catch (AdminException e)
        {
            Console.Error.WriteLine($"echoactors faults: {PrintableText.Format(e.Message)}");
            return ExitCode.CouldNotConnect;
        }
    }

    private static string Checked(string text) =>
        FaultRules.TryParse(text, out var rules, out var mistake) ? rules.ToString() : throw new UsageException(mistake);
}
