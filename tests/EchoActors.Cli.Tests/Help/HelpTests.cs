using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Help;

/// <summary>What <c>--help</c> and the manual page say of every command.</summary>
[Collection(InProcess.Name)]
public sealed partial class HelpTests
{
    private static readonly IReadOnlyList<(string Path, Command Command)> Commands = [.. Below("echoactors", CommandLine.Create())];

    public static TheoryData<string> Paths => [.. Commands.Select(each => each.Path)];

    private static IEnumerable<Option> Options => Commands.SelectMany(each => each.Command.Options).Where(option => option is not (HelpOption or VersionOption)).Distinct();

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Help_shows_every_option_and_the_examples_of_a_command(string path)
    {
        var command = Commands.Single(each => each.Path == path).Command;

        var help = await InProcess.RunAsync([.. path.Split(' ')[1..], "--help"]);

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.All(command.Options, option => Assert.Contains(option.Name, help.Output));
        Assert.All(((CliCommand)command).Examples, example => Assert.Contains($"\n  {example}\n", help.Output));
        Assert.NotEmpty(((CliCommand)command).Examples);
    }

    [Fact]
    public void Every_option_has_a_long_name() =>
        Assert.All(Options, option => Assert.Matches("^--[a-z][a-z0-9-]+$", option.Name));

    [Fact]
    public void Every_option_with_a_value_says_what_holds_without_it() =>
        Assert.All(Options.Where(option => option.ValueType != typeof(bool)), option => Assert.Matches("Default|Left out:", option.Description));

    [Theory]
    [InlineData("ping 127.0.0.1:1", "ping 127.0.0.1:1 --interval {} --timeout {} --size {} --output {}")]
    [InlineData("check 127.0.0.1:1", "check 127.0.0.1:1 --flows {} --timeout {} --output {}")]
    [InlineData("bench 127.0.0.1:1", "bench 127.0.0.1:1 --connections {} --duration {} --pipeline {} --size {} --warmup {} --percentiles {} --output {}")]
    [InlineData("server", "server --listen {} --max-connections {} --drain-timeout {} --log-format {} --admin {} --proxy-protocol {}")]
    [InlineData("mesh", "mesh --listen {} --cluster {} --interval {} --timeout {} --size {} --admin {} --log-format {}")]
    public void A_default_that_is_shown_is_a_value_that_the_option_takes(string command, string withDefaults)
    {
        var options = Commands.Single(each => each.Path == $"echoactors {command.Split(' ')[0]}").Command.Options.ToDictionary(option => option.Name);
        var words = withDefaults.Split(' ');
        for (var index = 0; index < words.Length; index++)
        {
            words[index] = words[index] == "{}" ? ShownDefault().Match(options[words[index - 1]].Description!).Groups[1].Value : words[index];
        }

        Assert.Empty(CommandLine.Create().Parse(words).Errors);
        Assert.DoesNotContain("", words);
    }

    [Fact]
    public void The_shown_defaults_of_a_server_are_those_of_the_library()
    {
        var defaults = new Server.EchoServerOptions();

        Assert.Equal(
            $"{defaults.Listen[0].Address} {defaults.MaxConnections} {defaults.DrainTimeout.TotalSeconds}s",
            $"{Shown("--listen")} {Shown("--max-connections")} {Shown("--drain-timeout")}");

        static string Shown(string option) =>
            ShownDefault().Match(Commands.Single(each => each.Path == "echoactors server").Command.Options.Single(each => each.Name == option).Description!).Groups[1].Value;
    }

    [Fact]
    public void The_manual_page_has_every_command_option_and_example()
    {
        var page = ManualPage.Of(CommandLine.Create()).Replace("\\-", "-", StringComparison.Ordinal);

        foreach (var (path, command) in Commands)
        {
            Assert.Contains($".SS {path}", page);
            Assert.All(command.Options.Where(option => option is not HelpOption), option => Assert.Contains(option.Name, page));
            Assert.All(((CliCommand)command).Examples, example => Assert.Contains($"\n{example}\n", page));
        }
    }

    [SkippableFact]
    public async Task The_manual_page_is_set_without_a_warning()
    {
        OtherPrograms.Find("mandoc");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, ManualPage.Of(CommandLine.Create()));
            await using var mandoc = RunningProcess.Start("mandoc", "-Tlint", "-Wwarning", file);

            var finished = await mandoc.FinishAsync([]);

            // Two builds of one commit give one page, so that it has no date.
            Assert.All(finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("missing date", line));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_version_names_the_commit()
    {
        var version = await EchoActorsProcess.RunAsync("--version");

        Assert.Equal((0, ""), (version.ExitCode, version.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+[a-z0-9.-]*\+[0-9a-f]{40}\n$", version.Output);
    }

    private static IEnumerable<(string Path, Command Command)> Below(string path, Command command) => command.Subcommands
        .Where(each => !each.Hidden)
        .SelectMany(each => Below($"{path} {each.Name}", each).Prepend(($"{path} {each.Name}", each)));

    [GeneratedRegex(@"Default:? ([^ ]+?)[.,:;]?( |$)")]
    private static partial Regex ShownDefault();
}
