using EchoActors.Mesh;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EchoActors.Admin.Tests;

/// <summary>The page of a mesh of twenty nodes.</summary>
public sealed class MatrixScenarios(MatrixScenarios.Node shared) : IClassFixture<MatrixScenarios.Node>
{
    private const int Paths = 20 * 19;

    [SkippableFact]
    public async Task Every_path_is_in_sight_on_a_screen_and_on_a_phone()
    {
        await using var live = await Browser.OpenAsync(shared.Page);
        await Expect(live.Page.Locator("table .cell")).ToHaveCountAsync(Paths);
        Assert.True(await FitsAsync(live));

        await live.Page.SetViewportSizeAsync(390, 844);
        Assert.True(await FitsAsync(live));

        await live.Page.GetByRole(AriaRole.Button, new() { Name = "2×" }).ClickAsync();
        await Expect(live.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("zoom=2"));
        await Expect(live.Page.Locator(".matrix-scroll")).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex("--zoom: 2;")); // the URL may be first
        Assert.False(await FitsAsync(live));
        Assert.Empty(live.Errors);
    }

    [SkippableFact]
    public async Task Axe_finds_no_serious_fault_on_a_screen_in_light_or_on_a_phone_in_dark()
    {
        await using var live = await Browser.OpenAsync(shared.Page);
        await Expect(live.Page.Locator("table .cell")).ToHaveCountAsync(Paths);
        Assert.Empty(await SeriousFaults.OfAsync(live.Page));

        await live.Page.SetViewportSizeAsync(390, 844);
        await live.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await SeriousFaults.OfAsync(live.Page));
    }

    [SkippableFact]
    public async Task The_matrix_is_one_tab_stop_and_arrow_keys_move_in_it()
    {
        await using var live = await Browser.OpenAsync(shared.Page);
        await Expect(live.Page.Locator("table .cell[tabindex='0']")).ToHaveCountAsync(1);

        await live.Cell("node-01", "node-02").FocusAsync();
        await live.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(live.Cell("node-01", "node-03")).ToBeFocusedAsync();
        await live.Page.Keyboard.PressAsync("ArrowDown");
        await live.Page.Keyboard.PressAsync("ArrowDown"); // past the diagonal, which has no path
        await Expect(live.Cell("node-04", "node-03")).ToBeFocusedAsync();
        await live.Page.Keyboard.PressAsync("End");
        await Expect(live.Cell("node-04", "node-20")).ToBeFocusedAsync();
        await Expect(live.Page.Locator("table .cell[tabindex='0']")).ToHaveCountAsync(1);
        await Expect(live.Page.Locator("#tooltip")).ToContainTextAsync("node-04 → node-20: up since 20");
    }

    [SkippableFact]
    public async Task A_link_shows_the_same_view_and_the_url_follows_what_is_chosen()
    {
        await using var live = await Browser.OpenAsync(new Uri(shared.Page, "?path=node-03~node-07&figure=p99&range=1h&sort=worst"));

        var detail = live.Page.Locator("#path-detail");
        await Expect(detail).ToContainTextAsync("node-03 → node-07");
        await Expect(detail.Locator(".facts")).ToContainTextAsync("100 %");
        await Expect(live.Page.GetByRole(AriaRole.Button, new() { Name = "1h" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(live.Page.Locator(".matrix tbody th").First).ToHaveTextAsync("node-03"); // with the path that is down

        await live.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Nodes" }).FillAsync("node-1");
        await live.Page.GetByRole(AriaRole.Button, new() { Name = "loss", Exact = true }).ClickAsync();

        await Expect(live.Page.Locator("[data-member]")).ToHaveCountAsync(10);
        await Expect(live.Page.Locator("#scale")).ToContainTextAsync("100 %");
        await Expect(live.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("path=node-03~node-07.*figure=loss.*filter=node-1"));
        await live.Page.ReloadAsync();
        await Expect(live.Page.Locator("[data-member]")).ToHaveCountAsync(10);
    }

    [SkippableFact]
    public async Task A_path_shows_what_the_kernel_measured_and_sent_again_where_it_tells()
    {
        await using var live = await Browser.OpenAsync(new Uri(shared.Page, "?path=node-05~node-02"));
        var facts = live.Page.Locator("#path-detail .facts");

        await Expect(facts).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"kernel rtt\s*1\.5.?ms\s*sent again\s*17"));

        await live.Cell("node-01", "node-02").ClickAsync();

        await Expect(live.Page.Locator("#path-detail")).ToContainTextAsync("node-01 → node-02");
        await Expect(facts).Not.ToContainTextAsync("kernel rtt");
    }

    [SkippableFact]
    public async Task The_worst_state_is_in_the_title_and_the_icon_and_times_have_a_date()
    {
        await using var live = await Browser.OpenAsync(shared.Page);

        await Expect(live.Page).ToHaveTitleAsync("✖ 1 of 380 paths down · EchoActors");
        await Expect(live.Page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", "assets/icon-error.svg");
        await Expect(live.Page.Locator("[data-member='node-99']")).ToContainTextAsync(
            new System.Text.RegularExpressions.Regex(@"gone\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s+\d{4}-"));
        await Expect(live.Page.Locator("#about")).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"^\d+\.\d+.*, up "));
    }

    private static async Task<bool> FitsAsync(LivePageOf live) => await live.Page.EvaluateAsync<bool>(
        "() => [document.documentElement, document.querySelector('.matrix-scroll')].every(e => e.scrollWidth <= e.clientWidth)");

    /// <summary>A server that shows the picture of a mesh.</summary>
    public sealed class Node : IAsyncLifetime
    {
        private ServerNode _node = null!;

        internal Uri Page => _node.Admin;

        public async Task InitializeAsync() => _node = await ServerNode.StartAsync(mesh: new PictureOfMesh(20));

        public async Task DisposeAsync() => await _node.DisposeAsync();
    }
}
