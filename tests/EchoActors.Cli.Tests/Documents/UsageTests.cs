using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>The options that the documents name are those that the commands have.</summary>
public sealed partial class UsageTests
{
    [Fact]
    public void The_usage_block_names_the_options_that_each_command_has()
    {
        var usages = UsageLine().Matches(RepositoryFiles.Read("docs/commands.md")).Select(match => Regex.Replace(match.Value, @"\s+", " ")).ToList();

        Assert.Equal(["server", "send", "ping", "check", "mesh", "mesh status", "mesh forget", "bench", "faults", "completion"], usages.Select(NameOf));
        foreach (var usage in usages)
        {
            var options = OptionsOf(CommandAt(NameOf(usage)));
            var named = Flag().Matches(usage).Select(match => match.Value).ToHashSet();
            Assert.Empty(named.Except(options.SelectMany(NamesOf)));
            if (!usage.EndsWith(" ...", StringComparison.Ordinal))
            {
                Assert.All(options, option => Assert.True(NamesOf(option).Any(named.Contains), $"the usage of {NameOf(usage)} has no {option.Name}."));
            }
        }
    }

    [Fact]
    public void Every_option_that_a_sentence_names_exists()
    {
        var known = CommandLine.Create().Subcommands.SelectMany(command => command.Subcommands.Prepend(command)).SelectMany(OptionsOf).SelectMany(NamesOf).ToHashSet();
        // Of the benchmarks, of the scripts in tests, and of other programs.
        string[] others = ["--busy", "--keep", "--seconds", "--quick", "--only", "--workload", "--duration", "--rounds", "--peer", "--start", "--no-healthcheck", "--help", "--version"];

        foreach (var document in RepositoryFiles.Documents)
        {
            var named = OptionInSentence().Matches(RepositoryFiles.Read(document)).Select(match => match.Groups[1].Value);
            Assert.True(named.Except(known).Except(others).ToList() is [], $"{document} names {string.Join(", ", named.Except(known).Except(others))}");
        }
    }

    private static string NameOf(string usage) => CommandName().Match(usage).Groups[1].Value;

    private static Command CommandAt(string name) =>
        name.Split(' ').Aggregate(CommandLine.Create(), (command, word) => command.Subcommands.Single(each => each.Name == word));

    private static List<Option> OptionsOf(Command command) => [.. command.Options.Where(option => option is not HelpOption)];

    private static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name);

    [GeneratedRegex(@"^echoactors [a-z ]+[\[A-Z(].*(?:\n .*)*", RegexOptions.Multiline)]
    private static partial Regex UsageLine();

    [GeneratedRegex("^echoactors ((?:[a-z]+ )*[a-z]+) ")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"(?<![\w-])--?[a-zA-Z0-9][a-z-]*")]
    private static partial Regex Flag();

    [GeneratedRegex("`(--[a-z-]+)")]
    private static partial Regex OptionInSentence();
}
