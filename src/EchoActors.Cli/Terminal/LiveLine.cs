using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>
/// One line that is overwritten while the work goes on, and cleared at its end. A terminal that can't go back
/// (<c>TERM=dumb</c>) gets a line for each update.
/// </summary>
internal static class LiveLine
{
    // A terminal writes ^C behind the line; if that wrapped, the line could no longer be cleared.
    private const int Margin = 3;

    /// <summary>Shows each update of <paramref name="updates"/> on standard error, to their end.</summary>
    /// <param name="updates">What is shown.</param>
    /// <param name="markup">An update as markup that fits the width it is given.</param>
    public static async Task FollowAsync<T>(IAsyncEnumerable<T> updates, Func<T, int, string> markup)
    {
        var terminal = Screen.On(Console.Error);
        if (terminal.Profile.Capabilities.Ansi)
        {
            await terminal.Live(new Text("connecting")).AutoClear(true).StartAsync(async context =>
            {
                await foreach (var update in updates)
                {
                    context.UpdateTarget(new Markup(markup(update, terminal.Profile.Width - Margin)));
                }
            });
        }
        else
        {
            await foreach (var update in updates)
            {
                terminal.MarkupLine(markup(update, terminal.Profile.Width - Margin));
            }
        }
    }
}
