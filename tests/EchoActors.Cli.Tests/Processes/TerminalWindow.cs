using System.Diagnostics;
using System.Globalization;

namespace EchoActors.Cli.Tests.Processes;

/// <summary>A terminal as a person sees it: tmux is its screen, of a given width, and says what the screen shows.</summary>
internal sealed class TerminalWindow : IAsyncDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly string _tmux = OtherPrograms.Find("tmux");
    private readonly string _server = $"echoactors-{Guid.NewGuid():N}";

    private TerminalWindow()
    {
    }

    /// <summary>Opens a terminal in which a shell runs <paramref name="command"/>, tells its exit code, and stays.</summary>
    public static async Task<TerminalWindow> RunAsync(int columns, string command)
    {
        var window = new TerminalWindow();
        await window.TmuxAsync(
            "-f", "/dev/null", "new-session", "-d", "-x", columns.ToString(CultureInfo.InvariantCulture), "-y", "40",
            $"trap : INT; printf 'before 1\nbefore 2\n'; {command}; echo rc=$?; exec cat");
        return window;
    }

    /// <summary>The command of these tests for a shell.</summary>
    public static string EchoActors(string arguments) => $"'{EchoActorsProcess.Host}' '{EchoActorsProcess.Assembly}' {arguments}";

    /// <summary>Types into the terminal, in tmux's names of keys.</summary>
    public Task TypeAsync(params string[] keys) => TmuxAsync(["send-keys", .. keys]);

    /// <summary>What the terminal shows, with what has scrolled away, as soon as <paramref name="isThere"/>.</summary>
    public async Task<string[]> ScreenAsync(Func<string[], bool> isThere, string what)
    {
        using var deadline = new CancellationTokenSource(Deadline.Length);
        while (true)
        {
            var lines = (await TmuxAsync("capture-pane", "-p", "-S", "-")).TrimEnd().Split('\n');
            if (isThere(lines))
            {
                return lines;
            }

            Assert.False(deadline.IsCancellationRequested, $"The terminal never showed {what}:\n{string.Join('\n', lines)}");
            await Task.Delay(Glance);
        }
    }

    public async ValueTask DisposeAsync() => await TmuxAsync("kill-server");

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(_tmux, ["-L", _server, .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["TMUX"] = null },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync().OrFail();
        await process.WaitForExitAsync().OrFail();
        return output;
    }
}
