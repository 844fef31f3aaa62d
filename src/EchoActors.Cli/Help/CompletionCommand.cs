using System.CommandLine;

namespace EchoActors.Cli;

/// <summary><c>echoactors completion</c>: prints what a shell reads to complete command lines of <c>echoactors</c>.</summary>
internal static class CompletionCommand
{
    // Each asks `echoactors "[suggest:POSITION]" "COMMAND LINE"` for the words that fit.
    private const string Bash = """
        # Belongs into ~/.local/share/bash-completion/completions/echoactors.
        _echoactors() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(echoactors "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _echoactors echoactors
        """;

    private const string Zsh = """
        #compdef echoactors
        # Belongs into a folder of $fpath, as _echoactors.
        _echoactors() {
          local -a words_that_fit
          words_that_fit=("${(@f)$(echoactors "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          if [[ -n $words_that_fit ]]; then compadd -- $words_that_fit; else _files; fi
        }
        compdef _echoactors echoactors
        """;

    private const string Fish = """
        # Belongs into ~/.config/fish/completions/echoactors.fish.
        complete --command echoactors --arguments '(echoactors "[suggest]" (commandline --cut-at-cursor --current-process) 2>/dev/null)'
        """;

    private static readonly Argument<string> Shell = new("SHELL")
    {
        Description = "bash, zsh or fish.",
        HelpName = "bash|zsh|fish",
        CompletionSources = { "bash", "zsh", "fish" },
    };

    public static Command Create()
    {
        var command = new CliCommand(
            "completion",
            "Print what a shell reads to complete commands, options and their values.",
            "echoactors completion bash")
        {
            Shell,
        };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(Shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw new UsageException($"'{other}' is not a shell that is known here: give bash, zsh or fish."),
            });
            return ExitCode.Success;
        });
        return command;
    }
}
