using System.Runtime.CompilerServices;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>The name of what is being done, with a sign that it goes on, where standard output and error are one terminal.</summary>
internal sealed class Spinner(bool isShown) : IAsyncDisposable
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private static readonly TimeSpan FrameLength = TimeSpan.FromMilliseconds(100);

    private readonly bool _isShown = isShown
        && Screen.On(Console.Out).Profile.Out.IsTerminal
        && Screen.On(Console.Error).Profile is { Out.IsTerminal: true, Capabilities.Ansi: true };

    private volatile string _text = "";
    private CancellationTokenSource? _hiding;
    private Task _shown = Task.CompletedTask;

    /// <summary>Shows <paramref name="text"/> until it is hidden.</summary>
    public void Show(string text)
    {
        _text = text;
        if (_isShown && _hiding is null)
        {
            _hiding = new CancellationTokenSource();
            _shown = LiveLine.FollowAsync(FramesAsync(_hiding.Token), (frame, _) => $"{frame} {Markup.Escape(_text)}");
        }
    }

    /// <summary>Clears its line.</summary>
    public async Task HideAsync()
    {
        if (_hiding is { } hiding)
        {
            await hiding.CancelAsync();
            await _shown;
            hiding.Dispose();
            _hiding = null;
        }
    }

    public async ValueTask DisposeAsync() => await HideAsync();

    private static async IAsyncEnumerable<char> FramesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            yield return Frames[i % Frames.Length];
            await Task.Delay(FrameLength, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
