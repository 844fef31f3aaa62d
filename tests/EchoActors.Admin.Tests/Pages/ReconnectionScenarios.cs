using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EchoActors.Admin.Tests;

/// <summary>A live page whose node goes away, hangs, and comes back.</summary>
public sealed class ReconnectionScenarios
{
    [SkippableFact]
    public async Task It_says_that_the_node_went_away_and_comes_back_with_it() => await ComesBackAsync(_ => Task.CompletedTask);

    [SkippableFact]
    public async Task It_comes_back_after_an_attempt_that_only_seemed_to_succeed() =>
        await ComesBackAsync(page => page.EvaluateAsync("() => { Blazor.reconnect = () => Promise.resolve(true); }"));

    [SkippableFact]
    public async Task A_node_that_hangs_is_missed_within_seconds_and_the_notice_hides_nothing()
    {
        await using var node = await ServerNode.StartAsync();
        await using var path = new CuttablePath(node.Admin.Port);
        await using var live = await Browser.OpenAsync(new Uri($"http://{CuttablePath.Host}:{node.Admin.Port}"));
        var notice = live.Page.Locator("#connection");

        var silent = System.Diagnostics.Stopwatch.StartNew();
        path.Stall();

        await Expect(notice).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"has not answered since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"));
        Assert.True(silent.Elapsed < TimeSpan.FromSeconds(15), $"after {silent.Elapsed}"); // 6 s, on a machine that may be slow
        await Expect(live.Page).ToHaveTitleAsync("✖ no answer · EchoActors");
        await Expect(live.Page.Locator("body.disconnected .state").First).ToBeVisibleAsync();
        Assert.True(await live.Page.EvaluateAsync<bool>(
            "() => document.getElementById('connection').getBoundingClientRect().bottom <= document.querySelector('header').getBoundingClientRect().top"));

        path.Resume();
        await Expect(notice).ToBeHiddenAsync();
    }

    private async Task ComesBackAsync(Func<IPage, Task> prepare)
    {
        var first = await ServerNode.StartAsync();
        await using var live = await Browser.OpenAsync(first.Admin);
        await prepare(live.Page);

        await first.DisposeAsync();
        await Expect(live.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has not answered since");

        await using var second = await ServerNode.StartAsync(
            ServerNode.AnyPort with { Listen = new HostPort("127.0.0.1", first.Admin.Port) });
        await Expect(live.Page.Locator("#connection")).ToBeHiddenAsync();
        await Expect(live.Page.Locator("#connections-open")).ToBeVisibleAsync();
    }
}
