using EchoActors.Tests.Shared;
using Microsoft.Playwright;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>
/// Debian's Chromium, started by the first test of a class that opens a page. Each test has a page of its own, and what the
/// page said and asked for on the way.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private const float DeadlineMilliseconds = 20_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    /// <summary>Opens the live page, or skips the test where there is no Chromium.</summary>
    internal async Task<LivePageOf> OpenAsync(Uri admin, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900)
    {
        Skip.If(DebianChromium.Executable is null, DebianChromium.Missing);
        _browser ??= await LaunchAsync();
        var context = await _browser.NewContextAsync(new()
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(DeadlineMilliseconds);
        var live = new LivePageOf(await context.NewPageAsync());
        await live.Page.GotoAsync(admin.ToString());
        await live.Page.Locator("#connections-open").WaitForAsync();
        return live;
    }

    private async Task<IBrowser> LaunchAsync()
    {
        Assertions.SetDefaultExpectTimeout(DeadlineMilliseconds);
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = DebianChromium.Executable, Args = DebianChromium.Arguments });
    }
}
