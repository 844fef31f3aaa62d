using System.CommandLine;
using EchoActors.Probing.Check;

namespace EchoActors.Cli;

/// <summary><c>echoactors check</c>: its options. <see cref="CheckRunner"/> runs it.</summary>
internal static class CheckCommand
{
    private static readonly Argument<Endpoint> Target = CliOptions.Target("ENDPOINT", "The echo server.");

    private static readonly Option<string[]> Only = Parts("--only", "Show only this part, or several with commas between them. Left out: every part.");

    private static readonly Option<string[]> Skip = Parts("--skip", "Leave this part out, or several with commas between them. Left out: none.");

    private static readonly Option<int?> Flows =
        CliOptions.Count(CheckSettings.Flows with { Name = "--flows" }, "How many source ports to compare. Default 64.");

    private static readonly Option<bool> Gentle = new("--gentle")
    {
        Description = "Leave out the burst of connections, which a firewall may take for an attack.",
    };

    private static readonly Option<TimeSpan?> Idle = CliOptions.Duration(
        CheckSettings.Idle with { Name = "--idle" }, "Also try connections that are silent for up to this long. Left out: none.");

    private static readonly Option<TimeSpan?> Timeout = CliOptions.Duration(
        CheckSettings.Timeout with { Name = "--timeout" }, "How long to wait for a connection, and for more of an echo. Default 3s.").WithAlias("-W");

    private static readonly Option<TimeSpan?> Deadline =
        CliOptions.Duration(CheckSettings.Deadline with { Name = "--deadline" }, "When to end, done or not. Left out: when all is done.");

    private static readonly Option<bool> Strict = new("--strict") { Description = "Let a warning fail the check." };

    private static readonly Option<OutputFormat> Output = CliOptions.Choice(
        "--output", "How to write the result. Default text.", ("text", OutputFormat.Text), ("json", OutputFormat.Json), ("junit", OutputFormat.Junit)).WithAlias("-o");

    public static Command Create()
    {
        var command = new CliCommand(
            "check",
            "Check a path to an echo server: what works, what does not, why, and what to do.",
            "echoactors check localhost:3000 -4",
            "echoactors check localhost:3000 -4 --only echo --output junit")
        {
            Target, Only, Skip, Flows, Gentle, Idle, Timeout, Deadline, Strict, AddressFamilyOptions.IPv4, AddressFamilyOptions.IPv6, Output,
        };
        ClientTlsOptions.AddTo(command);
        command.SetAction(async (parsed, _) =>
            await new CheckRunner(Options(parsed), Writer(parsed), parsed.GetValue(Strict)).RunAsync());
        return command;
    }

    private static CheckOptions Options(ParseResult parsed)
    {
        var defaults = new CheckOptions { Target = parsed.GetRequiredValue(Target) };
        return defaults with
        {
            Only = new HashSet<string>(parsed.GetValue(Only) ?? []),
            Skip = new HashSet<string>(parsed.GetValue(Skip) ?? []),
            Flows = parsed.GetValue(Flows) ?? defaults.Flows,
            Gentle = parsed.GetValue(Gentle),
            Idle = parsed.GetValue(Idle),
            Timeout = parsed.GetValue(Timeout) ?? defaults.Timeout,
            Deadline = parsed.GetValue(Deadline),
            AddressFamily = AddressFamilyOptions.Of(parsed, defaults.Target),
            Tls = ClientTlsOptions.Of(parsed, defaults.Target),
        };
    }

    private static ICheckWriter Writer(ParseResult parsed) => parsed.GetValue(Output) switch
    {
        OutputFormat.Json => new CheckJson(),
        OutputFormat.Junit => new CheckJunit(parsed.GetValue(Strict)),
        _ => new CheckText(Screen.On(Console.Out)),
    };

    private static Option<string[]> Parts(string name, string description)
    {
        var option = new Option<string[]>(name)
        {
            Description = description,
            HelpName = "PART,...",
            AllowMultipleArgumentsPerToken = false,
            CustomParser = result =>
            {
                var parts = result.Tokens.SelectMany(token => token.Value.Split(',')).ToArray();
                foreach (var unknown in parts.Where(part => !PartNames.All.Contains(part)))
                {
                    result.AddError($"{name} is '{unknown}': it must be {string.Join(" or ", PartNames.All)}.");
                }

                return parts;
            },
        };
        option.CompletionSources.Add([.. PartNames.All]);
        return option;
    }
}
