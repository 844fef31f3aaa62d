using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using System.Text;

namespace EchoActors.Cli;

/// <summary>The manual page, man(7), from the texts that <c>--help</c> shows.</summary>
internal static class ManualPage
{
    private static readonly (int Code, string Meaning)[] ExitCodes =
    [
        (ExitCode.Success, "The command did what it was asked to do."),
        (ExitCode.Failure, "It started and failed: an echo differs, a probe was lost, a path is down."),
        (ExitCode.Usage, "The command line, a file that it names, or a setting is wrong."),
        (ExitCode.CouldNotConnect, "No connection could be made."),
        (ExitCode.ThresholdBroken, "A threshold of bench does not hold."),
        (ExitCode.Interrupted, "Stopped by ctrl-c."),
    ];

    /// <summary>Writes the page of <paramref name="root"/> and all its commands.</summary>
    public static string Of(Command root)
    {
        var version = typeof(ManualPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var page = new StringBuilder()
            .AppendLine($".TH ECHOACTORS 1 \"\" \"echoactors {version}\" \"User Commands\"")
            .AppendLine(".SH NAME").AppendLine($"echoactors \\- {Text(root.Description!)}")
            .AppendLine(".SH SYNOPSIS").AppendLine(".B echoactors").AppendLine("COMMAND [ARGUMENTS] [OPTIONS]")
            .AppendLine(".SH COMMANDS");
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
        {
            AppendCommand(page, "echoactors", command);
        }

        page.AppendLine(".SH EXIT STATUS");
        foreach (var (code, meaning) in ExitCodes)
        {
            page.AppendLine(".TP").AppendLine($".B {code}").AppendLine(Text(meaning));
        }

        return page.ToString();
    }

    private static void AppendCommand(StringBuilder page, string parent, Command command)
    {
        var name = $"{parent} {command.Name}";
        page.AppendLine($".SS {Text(string.Join(' ', [name, .. command.Arguments.Select(Usage)]))}").AppendLine(Text(command.Description!));
        foreach (var argument in command.Arguments)
        {
            Append(page, argument.HelpName ?? argument.Name, argument.Description);
        }

        foreach (var option in command.Options.Where(option => option is not HelpOption && !option.Hidden))
        {
            var names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name));
            Append(page, option.HelpName is { } value ? $"{names} {value}" : names, option.Description);
        }

        if (command is CliCommand { Examples: { Count: > 0 } examples })
        {
            page.AppendLine(".PP").AppendLine("Examples:").AppendLine(".PP").AppendLine(".nf").AppendLine(".RS");
            foreach (var example in examples)
            {
                page.AppendLine(Text(example));
            }

            page.AppendLine(".RE").AppendLine(".fi");
        }

        foreach (var subcommand in command.Subcommands)
        {
            AppendCommand(page, name, subcommand);
        }
    }

    private static void Append(StringBuilder page, string term, string? description) =>
        page.AppendLine(".TP").AppendLine($".B {Text(term)}").AppendLine(Text(description ?? ""));

    private static string Usage(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    // A backslash begins an escape, a dash is a hyphen without one, and a dot or a quote at the start of a line a request.
    private static string Text(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? $"\\&{escaped}" : escaped;
    }
}
