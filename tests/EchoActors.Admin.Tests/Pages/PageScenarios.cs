using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EchoActors.Admin.Tests;

/// <summary>The live page of a server, in a real browser.</summary>
public sealed class PageScenarios
{
    [SkippableFact]
    public async Task The_page_loads_without_an_error_and_asks_no_other_host()
    {
        await using var node = await ServerNode.StartAsync();
        await using var live = await Browser.OpenAsync(node.Admin);

        await Expect(live.Page.GetByRole(AriaRole.Heading, new() { Name = "Echo server" })).ToBeVisibleAsync();
        await Expect(live.Page.Locator("#connections-open")).ToHaveTextAsync("0");
        Assert.Empty(live.Errors);
        Assert.All(live.Requested, uri => Assert.True(uri.Scheme == "data" || uri.Authority == node.Admin.Authority, uri.ToString()));
    }

    [SkippableFact]
    public async Task Numbers_move_under_load()
    {
        await using var node = await ServerNode.StartAsync();
        await using var live = await Browser.OpenAsync(node.Admin);
        await using var load = await EchoLoad.StartAsync(node, clients: 5);

        await Expect(live.Page.Locator("#connections-open")).ToHaveTextAsync("5");
        await Expect(live.Page.Locator("#throughput")).Not.ToHaveTextAsync("0 B/s");
        await Expect(live.Page.Locator("#echoes")).Not.ToHaveTextAsync("0/s");
        await Expect(live.Page.Locator("#latency")).Not.ToHaveTextAsync("–");
        var busiest = live.Page.Locator("#connections tbody tr");
        await Expect(busiest).ToHaveCountAsync(5);
        await Expect(busiest.First.Locator("th")).ToContainTextAsync("127.0.0.1:");

        await live.Page.GetByRole(AriaRole.Button, new() { Name = "oldest" }).ClickAsync();
        await Expect(live.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("connections=oldest"));
        await Expect(busiest).ToHaveCountAsync(5);
        await Expect(live.Page).ToHaveTitleAsync("EchoActors");
        Assert.Empty(live.Errors);
    }

    [SkippableFact]
    public async Task Connections_are_filtered_by_the_client_in_the_link()
    {
        await using var node = await ServerNode.StartAsync();
        using var wanted = await node.ConnectAsync(from: "127.0.0.2");
        using var other = await node.ConnectAsync(from: "127.0.0.3");
        await using var live = await Browser.OpenAsync(new Uri(node.Admin, "?connections=oldest"));
        var rows = live.Page.Locator("#connections tbody tr");
        await Expect(rows).ToHaveCountAsync(2);

        await live.Page.GetByLabel("Clients").FillAsync("127.0.0.2:");

        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First.Locator("th")).ToContainTextAsync("127.0.0.2:");
        await Expect(live.Page.GetByText("the first 1 of 1 that match, of 2")).ToBeVisibleAsync();
        await Expect(live.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("client=127.0.0.2"));
        await live.Page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(1);

        await live.Page.GetByLabel("Clients").FillAsync("192.0.2.1");
        await Expect(live.Page.GetByText("No connection is open whose address holds 192.0.2.1.")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task A_drain_shows_its_progress()
    {
        await using var node = await ServerNode.StartAsync();
        await using var live = await Browser.OpenAsync(node.Admin);
        using var stubborn = await node.ConnectAsync();
        await Expect(live.Page.Locator("#connections-open")).ToHaveTextAsync("1");

        node.Server.Tell(Server.EchoServer.Drain.Instance, Akka.Actor.ActorRefs.NoSender);

        await Expect(live.Page.GetByText("1 of 1 clients are still connected")).ToBeVisibleAsync();
        await Expect(live.Page).ToHaveTitleAsync($"⚠ {node.Name} draining · EchoActors");
        stubborn.Close();
        await Expect(live.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "drained" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Updates_pause_and_resume_from_the_keyboard()
    {
        await using var node = await ServerNode.StartAsync();
        await using var live = await Browser.OpenAsync(node.Admin);

        await live.Page.GetByRole(AriaRole.Button, new() { Name = "Pause updates" }).FocusAsync();
        await live.Page.Keyboard.PressAsync("Enter");

        await Expect(live.Page.GetByText("Updates are paused")).ToBeVisibleAsync();
        await live.Page.Keyboard.PressAsync("Enter");
        await Expect(live.Page.GetByText("Updates are paused")).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task Axe_finds_no_serious_fault_in_light_or_dark_or_on_a_phone()
    {
        await using var node = await ServerNode.StartAsync();
        await using var load = await EchoLoad.StartAsync(node, clients: 3);
        await using var live = await Browser.OpenAsync(node.Admin, ColorScheme.Light);
        await Expect(live.Page.Locator("#connections-open")).ToHaveTextAsync("3");

        Assert.Empty(await SeriousFaults.OfAsync(live.Page));

        await live.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await SeriousFaults.OfAsync(live.Page));

        await live.Page.SetViewportSizeAsync(390, 844);
        Assert.Empty(await SeriousFaults.OfAsync(live.Page));
    }
}
