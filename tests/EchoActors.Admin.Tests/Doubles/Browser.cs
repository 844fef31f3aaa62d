using EchoActors.Tests.Shared;
using Microsoft.Playwright;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>
/// Debian's Chromium, started by the first test that opens a page, and ended with the process: its driver ends with its input.
/// Each test has a page of its own, and what the page said and asked for on the way.
/// </summary>
internal static class Browser
{
    private const float DeadlineMilliseconds = 60_000;

    private static readonly Lazy<Task<IBrowser>> Chromium = new(LaunchAsync);

    /// <summary>Opens the live page, or skips the test where there is no Chromium.</summary>
    public static async Task<LivePageOf> OpenAsync(Uri admin, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900)
    {
        Skip.If(DebianChromium.Executable is null, DebianChromium.Missing);
        var browser = await Chromium.Value;
        var context = await browser.NewContextAsync(new()
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

    private static async Task<IBrowser> LaunchAsync()
    {
        Assertions.SetDefaultExpectTimeout(DeadlineMilliseconds);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = DebianChromium.Executable, Args = DebianChromium.Arguments });
    }
}
