using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace EchoActors.Admin.Tests;

/// <summary>One open page, with the errors of its console and the addresses it asked for.</summary>
internal sealed class LivePageOf : IAsyncDisposable
{
    public LivePageOf(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Errors.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => Errors.Enqueue(error);
        page.Request += (_, request) => Requested.Enqueue(new Uri(request.Url));
        page.WebSocket += (_, socket) => Requested.Enqueue(new Uri(socket.Url));
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Errors { get; } = [];

    public ConcurrentQueue<Uri> Requested { get; } = [];

    public ILocator Cell(string from, string to) => Page.Locator($".cell[data-from='{from}'][data-to='{to}']");

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
