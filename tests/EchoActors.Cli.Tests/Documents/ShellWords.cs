using System.Diagnostics;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>What a shell hands to the programs that a command line names.</summary>
internal static class ShellWords
{
    // Functions stand in for the programs and write down what they are given; other programs get an empty input.
    private const string Recorder = """
        exec 9>&1
        record() { printf '%s\x1f' "$@" >&9; printf '\x1e' >&9; }
        for program in echoactors dotnet docker kubectl systemctl systemd-analyze apt-get ssh server send ping bench mesh; do
          eval "$program() { record $program \"\$@\"; }"
        done
        for line; do eval "$line" >/dev/null 2>&1 </dev/null; printf '\x1d' >&9; done
        """;

    /// <summary>The programs and words of each command line, as bash splits them; nothing is run.</summary>
    public static IReadOnlyList<IReadOnlyList<string[]>> Split(IEnumerable<string> commands)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", Recorder, "bash", .. commands]) { RedirectStandardOutput = true })!;
        return
        [
            .. bash.StandardOutput.ReadToEnd().Split('\x1d')[..^1].Select(command =>
                (IReadOnlyList<string[]>)[.. command.Split('\x1e')[..^1].Select(invocation => invocation.Split('\x1f')[..^1])]),
        ];
    }
}
